package io.serai.camel.internal;

import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.store.Appended;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Rejected input on its way through its route once more, and what becomes of it there. */
public final class Redrive {

    private static final String PROPERTY = "CamelSeraiRedrive";

    private final RejectedInput input;
    private final List<Appended> published = new ArrayList<>();
    private Redriven.@Nullable Rejected rejected;
    private boolean ended;

    private Redrive(RejectedInput input) {
        this.input = input;
    }

    public static Redrive begin(Exchange exchange, RejectedInput input) {
        Redrive redrive = new Redrive(input);
        exchange.setProperty(PROPERTY, redrive);
        return redrive;
    }

    /** Of an exchange that another route has begun, as behind seda, nobody here waits for. */
    public static Optional<Redrive> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Redrive.class))
                .filter(redrive -> redrive.input.routeId().equals(exchange.getFromRouteId()));
    }

    public String inputId() {
        return input.id();
    }

    public synchronized void published(Appended appended) {
        published.add(appended);
    }

    /** Answers whether it counts: what is rejected once the route has ended, behind a wire tap, say, does not. */
    public synchronized boolean rejected(String code, String message) {
        if (!ended && rejected == null) {
            rejected = new Redriven.Rejected(code, message);
        }
        return !ended;
    }

    public synchronized Redriven end() {
        ended = true;
        return rejected == null ? new Redriven.Published(published) : rejected;
    }
}
