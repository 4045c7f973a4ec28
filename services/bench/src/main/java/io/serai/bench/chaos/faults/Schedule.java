package io.serai.bench.chaos.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Which fault comes next: every one before any comes again, in an order that the seed decides. */
public final class Schedule {

    private final List<Fault> faults;
    private final Random random;
    private final Deque<Fault> round = new ArrayDeque<>();

    public Schedule(List<Fault> faults, long seed) {
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("there is no fault to be scheduled");
        }
        this.faults = List.copyOf(faults);
        this.random = new Random(seed);
    }

    /** Also decides what a fault hits, so that a seed does the same again. */
    public Random random() {
        return random;
    }

    public Fault next() {
        if (round.isEmpty()) {
            List<Fault> shuffled = new ArrayList<>(faults);
            Collections.shuffle(shuffled, random);
            round.addAll(shuffled);
        }
        return round.remove();
    }
}
