package io.serai.delivery.simulation;

import io.serai.delivery.SubscriptionState;
import io.serai.delivery.internal.rows.DeliveryRow;
import io.serai.delivery.internal.rows.DeliveryRowCodec;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The end of a run: nothing fails any more, targets take everything, and then nothing may be left undone.
 *
 * <ol>
 *   <li>One process owns everything; what was paused goes on, what had no target gets it, deletions are finished.
 *   <li>After some time every subscription has everything, or a dead letter.
 *   <li>What is published now arrives without any time passing: nobody slept through its wake-up.
 *   <li>The letters are redriven; then everything is delivered and no key is blocked.
 *   <li>A restart in good order finds all as it was, and delivers nothing again.
 * </ol>
 */
final class Rest {

    private static final Duration LONG_ENOUGH = Duration.ofHours(3);
    private static final int MANY_STEPS = 100_000;

    private final World world;
    private final Publishing publishing;
    private final Operating operating;

    Rest(World world, Publishing publishing, Operating operating) {
        this.world = world;
        this.publishing = publishing;
        this.operating = operating;
    }

    void come() {
        world.ledger.note("--- nothing fails any more");
        world.calm = true;
        world.disasters.stop();
        HubProcess owner = settleOwnership();
        if (broken()) {
            return;
        }
        for (DeliveryModel model : world.models) {
            if (!model.deleting) {
                owner.attach(model);
                operating.resume(owner, model);
            }
        }
        until("all is delivered or dead", () -> undone(owner));
        for (DeliveryModel model : world.models) {
            if (model.deleting && !model.deleted) {
                operating.delete(owner, model);
                until(
                        "a deletion ends",
                        () -> model.deleted || gone(owner, model) ? List.of() : List.of(model.spec.name()));
            }
        }
        if (broken()) {
            return;
        }
        readAll(owner);
        publishMore(owner);
        until("what a rate or an outage held up arrives", () -> undone(owner));
        for (int round = 0; round < 3 && operating.redriveAll() > 0; round++) {
            until("letters are redriven", () -> undone(owner));
        }
        everythingIsDelivered(owner);
        if (!broken()) {
            restart(owner);
        }
    }

    private boolean broken() {
        return world.ledger.broken().isPresent();
    }

    private static boolean gone(HubProcess owner, DeliveryModel model) {
        return owner.hub.deliveries().subscription(model.spec.name()).isEmpty();
    }

    private HubProcess settleOwnership() {
        for (int left = MANY_STEPS; world.disasters.hasNews() && left > 0; left--) {
            world.disasters.tellNews();
        }
        world.disasters.endFailed();
        if (world.processes.isEmpty()) {
            world.start(world.allPartitions());
        }
        while (world.processes.size() > 1) {
            world.disasters.kill(world.processes.get(world.random.nextInt(world.processes.size())));
        }
        HubProcess owner = world.processes.get(0);
        until("the store is ready", () -> world.usable(owner) ? List.of() : List.of("not ready"));
        while (world.disasters.hasNews()) {
            world.disasters.tellNews();
        }
        until("what was begun is over", () -> world.ready() > 0 ? List.of("running") : List.of());
        for (int partition : world.allPartitions()) {
            if (!world.owns(owner, partition) || world.disasters.contested.contains(partition)) {
                owner.store.owned(partition);
            }
        }
        until("all partitions are owned", () -> world.ownsAll(owner) ? List.of() : List.of("not all are"));
        return owner;
    }

    /** Runs whatever can run, and lets time pass where nothing can, until nothing is left. */
    private void until(String what, Supplier<List<String>> left) {
        long end = world.time.nanos() + LONG_ENOUGH.toNanos();
        for (int steps = MANY_STEPS; steps > 0 && !broken(); steps--) {
            world.ledger.step();
            if (runAnything()) {
                continue;
            }
            if (left.get().isEmpty()) {
                return;
            }
            if (world.due() > end) {
                break;
            }
            world.time.advanceTo(world.due());
        }
        world.ledger.check(false, "in the end " + what, () -> "left over: " + left.get());
    }

    private boolean runAnything() {
        if (world.ready() > 0) {
            world.runOne();
        } else if (world.somethingDue()) {
            world.ringOne();
        } else if (!world.open().isEmpty()) {
            world.answerOne();
        } else {
            return false;
        }
        return true;
    }

    /** What is still to be done, apart from dead letters and what they hold up. */
    private List<String> undone(HubProcess owner) {
        List<String> undone = new ArrayList<>();
        for (SubscriptionState state : owner.hub.deliveries().subscriptions()) {
            for (DeliveryModel model : world.models) {
                boolean wanted = model.spec.name().equals(state.name()) && !model.deleting;
                if (wanted && (state.lag() > 0 || resting(state) || waiting(state) || walking(model))) {
                    undone.add(state + " with " + world.rows(state.name()));
                }
            }
        }
        return undone;
    }

    /** An outage that began with the last of all attempts ends with the next event. */
    private static boolean resting(SubscriptionState state) {
        return switch (state.status()) {
            case ACTIVE -> false;
            case OUTAGE -> state.retrying() > 0;
            default -> true;
        };
    }

    /** With a rate it takes time to walk the log for a key. */
    private boolean walking(DeliveryModel model) {
        String markers = RowKeys.blockedKeys(model.spec.name());
        return limited(model)
                && world.allPartitions().stream()
                        .anyMatch(p -> !world.memory.rows(p, markers).isEmpty());
    }

    private boolean limited(DeliveryModel model) {
        return world.declared(model.spec).policy().rate().isPresent();
    }

    private boolean waiting(SubscriptionState state) {
        for (int partition : world.allPartitions()) {
            for (byte[] bytes : world.memory
                    .rows(partition, RowKeys.deliveries(state.name()))
                    .values()) {
                DeliveryRow row = DeliveryRowCodec.decode(bytes);
                switch (row.state()) {
                    case RETRYING, REDRIVING, DONE -> {
                        return true;
                    }
                    case DEAD, RESOLVED, DISCARDED -> {
                        if (row.intents().open()) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private void readAll(HubProcess owner) {
        for (int partition : world.allPartitions()) {
            world.log.readAll(owner.store, partition);
        }
        world.disasters.checkCursors("at the end");
    }

    private void publishMore(HubProcess owner) {
        Set<String> down = owner.hub.deliveries().subscriptions().stream()
                .filter(state -> state.status() == SubscriptionState.Status.OUTAGE)
                .map(SubscriptionState::name)
                .collect(Collectors.toSet());
        for (int left = 8; left > 0; left--) {
            publishing.publish(owner, publishing.fresh());
        }
        while (runAnything() && !broken()) {
            world.ledger.step();
        }
        readAll(owner);
        for (DeliveryModel model : world.models) {
            // to a target that was down when it was asked last a probe goes in time
            boolean holdsUp =
                    model.spec.policy().deadLetter().blocksKey() || down.contains(model.spec.name()) || limited(model);
            List<String> missing = model.deleting || holdsUp ? List.of() : model.missing();
            world.ledger.check(
                    missing.isEmpty(),
                    "new events arrive at once, others have arrived",
                    () -> model.spec.name() + " lacks " + missing);
        }
    }

    private void everythingIsDelivered(HubProcess owner) {
        readAll(owner);
        for (DeliveryModel model : world.models) {
            String name = model.spec.name();
            for (int partition : world.allPartitions()) {
                Set<String> blocked =
                        world.memory.rows(partition, RowKeys.blockedKeys(name)).keySet();
                world.ledger.check(blocked.isEmpty(), "no key stays blocked", () -> name + ": " + blocked);
                Set<String> rows =
                        world.memory.rows(partition, RowKeys.deliveries(name)).keySet();
                world.ledger.check(
                        !model.deleted || rows.isEmpty(),
                        "a deleted subscription leaves nothing",
                        () -> name + ": " + rows);
            }
            if (!model.deleting) {
                List<String> missing = model.missing();
                world.ledger.check(missing.isEmpty(), "G5 everything is delivered", () -> name + " lacks " + missing);
                letters(model);
            }
        }
    }

    private void letters(DeliveryModel model) {
        for (int partition : world.allPartitions()) {
            world.memory.rows(partition, RowKeys.deliveries(model.spec.name())).forEach((key, bytes) -> {
                Position position = new Position(partition, RowKeys.offset(key));
                LetterCheck.check(world, model, position, DeliveryRowCodec.decode(bytes));
            });
        }
    }

    private void restart(HubProcess owner) {
        world.time.advance(Duration.ofSeconds(1));
        while (runAnything() && !broken()) {
            world.ledger.step();
        }
        world.ledger.note("--- a restart in good order");
        owner.close();
        world.processes.clear();
        Optional<String> before = world.ledger.broken();
        world.models.forEach(DeliveryModel::expectNothing);
        HubProcess next = world.start(world.allPartitions());
        until("a restart is ready", () -> world.ownsAll(next) ? undone(next) : List.of("opening"));
        if (before.isEmpty() && !broken()) {
            readAll(next);
        }
        next.close();
    }
}
