package io.serai.sandbox;

import io.serai.sandbox.consumers.Arrival;
import io.serai.sandbox.consumers.Arrivals;
import io.serai.sandbox.consumers.HttpStandIn;
import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;

/** Shows the way of every event: one short line for each thing that happens to it. */
final class Console implements Arrivals {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;
    private final Clock clock;
    private final UnaryOperator<String> redriveCommand;

    /** @param redriveCommand the command that redrives the dead letter of this id */
    Console(PrintStream out, Clock clock, UnaryOperator<String> redriveCommand) {
        this.out = out;
        this.clock = clock;
        this.redriveCommand = redriveCommand;
    }

    @Override
    public void arrived(Arrival arrival, String outcome) {
        line(arrival.consumer(), "%s  %s".formatted(arrival.line(), outcome));
        if (arrival.consumer().equals(HttpStandIn.DEAD_LETTERS)) {
            arrival.attribute("idempotency-key")
                    .ifPresent(letter -> line("", "redrive it: " + redriveCommand.apply(letter)));
        }
    }

    void line(String who, String what) {
        out.printf("%s  %-16s  %s%n", LocalTime.now(clock).format(TIME), who, what);
    }

    void text(String text) {
        out.println(text);
    }
}
