package io.serai.delivery.internal.rows;

import io.serai.delivery.DeadLetter;
import io.serai.delivery.Fate;
import io.serai.delivery.PartitionState;
import io.serai.delivery.SubscriptionState;
import io.serai.store.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one node tells another of its deliveries, in bytes; times to the millisecond. */
public final class NodeAnswers {

    private static final int VERSION = 1;

    private NodeAnswers() {}

    public static byte[] states(List<SubscriptionState> states) {
        RowWriter out = new RowWriter(VERSION).number(states.size());
        for (SubscriptionState state : states) {
            out.text(state.name()).text(state.status().name()).text(state.types());
            out.optional(state.filter()).text(state.policy()).text(state.origin());
            out.number(state.lag()).number(state.inFlight()).number(state.retrying());
            out.number(state.dead()).number(state.delivered()).number(state.failedAttempts());
            out.optional(state.lastError());
            time(out, state.lastErrorTime());
            time(out, state.outageSince());
        }
        return out.done();
    }

    public static List<SubscriptionState> states(byte[] answer) {
        RowReader in = new RowReader("answer", answer, VERSION);
        List<SubscriptionState> states = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            states.add(new SubscriptionState(
                    in.text(),
                    SubscriptionState.Status.valueOf(in.text()),
                    in.text(),
                    in.optional(),
                    in.text(),
                    in.text(),
                    in.number(),
                    in.count(),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.optional(),
                    time(in),
                    time(in)));
        }
        return states;
    }

    public static byte[] partitions(List<PartitionState> partitions) {
        RowWriter out = new RowWriter(VERSION).number(partitions.size());
        partitions.forEach(state -> out.number(state.partition())
                .text(state.owner())
                .number(state.incarnation())
                .number(state.next())
                .number(state.lag())
                .number(state.retrying()));
        return out.done();
    }

    public static List<PartitionState> partitions(byte[] answer) {
        RowReader in = new RowReader("answer", answer, VERSION);
        List<PartitionState> partitions = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            partitions.add(
                    new PartitionState(in.count(), in.text(), in.number(), in.number(), in.number(), in.number()));
        }
        return partitions;
    }

    public static byte[] fates(List<Fate> fates) {
        RowWriter out = new RowWriter(VERSION).number(fates.size());
        fates.forEach(
                fate -> out.text(fate.subscription()).text(fate.state().name()).text(fate.why()));
        return out.done();
    }

    public static List<Fate> fates(byte[] answer) {
        RowReader in = new RowReader("answer", answer, VERSION);
        List<Fate> fates = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            fates.add(new Fate(in.text(), Fate.State.valueOf(in.text()), in.text()));
        }
        return fates;
    }

    public static byte[] letter(DeadLetter letter) {
        RowWriter out = new RowWriter(VERSION).text(letter.id()).text(letter.subscription());
        out.text(letter.position().toString()).text(letter.eventId()).text(letter.source());
        out.text(letter.type()).optional(letter.subject()).optional(letter.correlationId());
        out.text(letter.state().name()).number(letter.attempts()).text(letter.reason());
        out.text(letter.cause()).text(letter.message()).number(letter.since().toEpochMilli());
        out.number(letter.history().size());
        letter.history().forEach(entry -> out.number(entry.time().toEpochMilli())
                .text(entry.what())
                .text(entry.detail()));
        return out.done();
    }

    public static DeadLetter letter(byte[] answer) {
        RowReader in = new RowReader("answer", answer, VERSION);
        return new DeadLetter(
                in.text(),
                in.text(),
                Position.parse(in.text()),
                in.text(),
                in.text(),
                in.text(),
                in.optional(),
                in.optional(),
                DeadLetter.State.valueOf(in.text()),
                in.count(),
                in.text(),
                in.text(),
                in.text(),
                Instant.ofEpochMilli(in.number()),
                history(in));
    }

    private static List<DeadLetter.Entry> history(RowReader in) {
        List<DeadLetter.Entry> entries = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            entries.add(new DeadLetter.Entry(Instant.ofEpochMilli(in.number()), in.text(), in.text()));
        }
        return entries;
    }

    /** What is to be done to a letter. */
    public record LetterAction(String id, String by, Optional<String> reason) {

        public byte[] bytes() {
            return new RowWriter(VERSION).text(id).text(by).optional(reason).done();
        }

        public static LetterAction of(byte[] request) {
            RowReader in = new RowReader("request", request, VERSION);
            return new LetterAction(in.text(), in.text(), in.optional());
        }
    }

    /** That a node is about to work on a rejected input. */
    public record InputClaim(String id, String node) {

        public byte[] bytes() {
            return new RowWriter(VERSION).text(id).text(node).done();
        }

        public static InputClaim of(byte[] request) {
            RowReader in = new RowReader("request", request, VERSION);
            return new InputClaim(in.text(), in.text());
        }

        public static byte[] answer(boolean free) {
            return new RowWriter(VERSION).flag(free).done();
        }

        public static boolean free(byte[] answer) {
            return new RowReader("answer", answer, VERSION).flag();
        }
    }

    private static void time(RowWriter out, Optional<Instant> time) {
        out.flag(time.isPresent());
        time.ifPresent(at -> out.number(at.toEpochMilli()));
    }

    private static Optional<Instant> time(RowReader in) {
        return in.flag() ? Optional.of(Instant.ofEpochMilli(in.number())) : Optional.empty();
    }
}
