package io.serai.delivery.internal.publish;

import io.serai.delivery.InputRedriver;
import io.serai.delivery.Redriven;
import io.serai.delivery.RejectedInput;
import io.serai.delivery.RejectedInputStateException;
import io.serai.delivery.RejectedInputStateException.State;
import io.serai.delivery.RejectedInputs;
import io.serai.delivery.RejectedInputsFullException;
import io.serai.delivery.internal.rows.RejectedInputCodec;
import io.serai.store.EventStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Rejected input in the control table, bounded in number and size. Ids sort by time. */
public final class RejectedInputTable implements RejectedInputs {

    /** How much is kept. */
    record Limits(int inputs, long body, long bytes) {
        static final Limits DEFAULT = new Limits(10_000, 8L << 20, 256L << 20);
    }

    private static final String PREFIX = "rejected/";

    private final EventStore store;
    private final Clock clock;
    private final Limits limits;
    private final InputClaims claims;
    private volatile InputRedriver redriver = input -> {
        throw new RejectedInputStateException(
                input.id(),
                State.WITHOUT_BRIDGE,
                "rejected input '" + input.id() + "' cannot be redriven: no routes run here");
    };

    // counted when first needed: the store may not be open before
    private boolean counted;
    private int inputs;
    private long bytes;

    public RejectedInputTable(EventStore store, Clock clock) {
        this(store, clock, Limits.DEFAULT);
    }

    RejectedInputTable(EventStore store, Clock clock, Limits limits) {
        this.store = store;
        this.clock = clock;
        this.limits = limits;
        this.claims = new InputClaims(store.peers());
    }

    @Override
    public CompletableFuture<String> keep(RejectedInput input) {
        String id = String.format(
                Locale.ROOT,
                "%012x-%s",
                clock.millis(),
                UUID.randomUUID().toString().substring(0, 8));
        byte[] row = RejectedInputCodec.encode(input.named(id));
        try {
            reserve(input, row.length);
            return store.control()
                    .put(PREFIX + id, row)
                    .whenComplete((kept, failure) -> {
                        if (failure != null) {
                            release(row.length);
                        }
                    })
                    .thenApply(kept -> id);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private synchronized void reserve(RejectedInput input, int size) {
        count();
        if (input.body().length > limits.body) {
            throw full(
                    input,
                    "its body has " + input.body().length + " bytes, the limit is " + limits.body
                            + "; take it out of its source by hand");
        }
        if (inputs >= limits.inputs || bytes + size > limits.bytes) {
            throw full(
                    input,
                    inputs + " of " + bytes + " bytes are kept, the limits are " + limits.inputs + " and "
                            + limits.bytes + " bytes; look at them and discard some");
        }
        inputs++;
        bytes += size;
    }

    private static RejectedInputsFullException full(RejectedInput input, String why) {
        return new RejectedInputsFullException(
                input.bridge(),
                "rejected input of " + input.bridge() + " (" + input.origin() + ") is not kept: " + why);
    }

    private synchronized void release(int size) {
        if (counted) {
            inputs--;
            bytes -= size;
        }
    }

    private void count() {
        if (!counted) {
            Map<String, byte[]> rows = store.control().scan(PREFIX);
            inputs = rows.size();
            bytes = rows.values().stream().mapToLong(row -> row.length).sum();
            counted = true;
        }
    }

    @Override
    public List<RejectedInput> list(Optional<String> after, int limit) {
        List<Map.Entry<String, byte[]>> rows =
                new ArrayList<>(store.control().scan(PREFIX).entrySet());
        Collections.reverse(rows);
        return rows.stream()
                .filter(row -> after.map(last -> row.getKey().compareTo(PREFIX + last) < 0)
                        .orElse(true))
                .limit(limit)
                .map(row -> RejectedInputCodec.decode(row.getValue()))
                .toList();
    }

    @Override
    public Optional<RejectedInput> get(String id) {
        return store.control().get(PREFIX + id).map(RejectedInputCodec::decode);
    }

    @Override
    public int kept() {
        return store.control().scan(PREFIX).size();
    }

    @Override
    public CompletableFuture<Void> discard(String id) {
        return claiming(id, this::forget);
    }

    @Override
    public CompletableFuture<Redriven> redrive(String id) {
        return claiming(id, row -> redriver.redrive(RejectedInputCodec.decode(row))
                .toCompletableFuture()
                .thenCompose(ended -> settle(row, ended)));
    }

    @Override
    public void redriveWith(InputRedriver other) {
        redriver = other;
    }

    /** Does something with what is kept, which nobody else does anything with meanwhile. */
    private <T> CompletableFuture<T> claiming(String id, Function<byte[], CompletableFuture<T>> work) {
        // looked up under the claim: who had it before may have ended it
        return claims.holding(
                id,
                () -> work.apply(store.control()
                        .get(PREFIX + id)
                        .orElseThrow(() -> new RejectedInputStateException(
                                id, State.UNKNOWN, "there is no rejected input '" + id + "'"))));
    }

    private CompletableFuture<Redriven> settle(byte[] row, Redriven ended) {
        CompletableFuture<Void> kept = ended instanceof Redriven.Rejected cause ? replace(row, cause) : forget(row);
        return kept.thenApply(done -> ended);
    }

    private CompletableFuture<Void> replace(byte[] row, Redriven.Rejected cause) {
        RejectedInput again = RejectedInputCodec.decode(row).again(cause, clock.instant());
        byte[] next = RejectedInputCodec.encode(again);
        return store.control().put(PREFIX + again.id(), next).thenRun(() -> grow(next.length - row.length));
    }

    private CompletableFuture<Void> forget(byte[] row) {
        String id = RejectedInputCodec.decode(row).id();
        return store.control().remove(PREFIX + id).thenRun(() -> release(row.length));
    }

    private synchronized void grow(int size) {
        if (counted) {
            bytes += size;
        }
    }
}
