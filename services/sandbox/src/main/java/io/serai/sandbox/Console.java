package io.serai.sandbox;

import io.serai.sandbox.consumers.Arrival;
import io.serai.sandbox.consumers.Arrivals;
import java.io.PrintStream;
import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Shows the way of every event: one short line for each thing that happens to it. */
final class Console implements Arrivals {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;
    private final Clock clock;

    Console(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void arrived(Arrival arrival, String outcome) {
        line(arrival.consumer(), "%s  %s".formatted(arrival.line(), outcome));
    }

    void line(String who, String what) {
        out.printf("%s  %-16s  %s%n", LocalTime.now(clock).format(TIME), who, what);
    }

    void text(String text) {
        out.println(text);
    }
}
