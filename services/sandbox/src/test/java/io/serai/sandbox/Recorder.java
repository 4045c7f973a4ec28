package io.serai.sandbox;

import io.serai.sandbox.consumers.Arrival;
import io.serai.sandbox.consumers.Arrivals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what the stand-ins got. */
final class Recorder implements Arrivals {

    private final List<Seen> seen = new ArrayList<>();

    record Seen(Arrival arrival, String outcome) {}

    @Override
    public synchronized void arrived(Arrival arrival, String outcome) {
        seen.add(new Seen(arrival, outcome));
    }

    synchronized int count() {
        return seen.size();
    }

    synchronized List<Seen> all() {
        return List.copyOf(seen);
    }

    /** What a consumer got, in the order it came. */
    List<Seen> of(String consumer) {
        return all().stream()
                .filter(one -> one.arrival().consumer().equals(consumer))
                .toList();
    }

    List<Seen> of(String consumer, String subject) {
        return of(consumer).stream()
                .filter(one -> one.arrival().attribute("subject").equals(Optional.of(subject)))
                .toList();
    }
}
