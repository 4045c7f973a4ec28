package io.serai.delivery.simulation;

import io.serai.store.Durability;
import io.serai.store.Position;
import io.serai.store.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What goes wrong: processes end, the power fails, disks refuse, partitions move while the former owner goes on. */
final class Disasters implements Memory.Faults {

    private static final int ALL = 3;

    private final World world;

    // at so many operations on the disk from now on, what happens there; 0 is never
    private int countdown;
    private Kind atCountdown = Kind.KILL;

    /** Whose task runs now. */
    @Nullable
    HubProcess running;

    private @Nullable HubProcess toEnd;
    private Set<Integer> ownedAtEnd = Set.of();
    private final List<Runnable> news = new ArrayList<>();
    private final Set<String> pausedForGood = new TreeSet<>();

    /** Partitions that more than one process may believe to own. */
    final Set<Integer> contested = new TreeSet<>();

    private enum Kind {
        KILL,
        POWER_CUT,
        WRITE_FAILS,
        FORCE_FAILS
    }

    Disasters(World world) {
        this.world = world;
    }

    /** Something happens now or soon. */
    void strike() {
        switch (world.random.nextInt(9)) {
            case 0 -> world.any().ifPresent(this::kill);
            case 1 -> powerCut();
            case 2, 3 -> soon(Kind.KILL);
            case 4, 5 -> soon(Kind.POWER_CUT);
            case 6 -> soon(Kind.WRITE_FAILS);
            case 7 -> soon(world.random.nextInt(3) == 0 ? Kind.FORCE_FAILS : Kind.WRITE_FAILS);
            default -> move();
        }
    }

    private void soon(Kind kind) {
        if (countdown == 0) {
            countdown = 1 + world.random.nextInt(world.random.nextInt(4) == 0 ? 60 : 12);
            atCountdown = kind;
            world.ledger.note("in %d operations: %s", countdown, kind);
        }
    }

    void kill(HubProcess process) {
        world.ledger.note("%s is killed", process.name);
        Set<Integer> owned = ownedBy(process);
        process.end();
        bury(process, owned);
    }

    private Set<Integer> ownedBy(HubProcess process) {
        Set<Integer> owned = new TreeSet<>();
        for (int partition : world.allPartitions()) {
            if (world.owns(process, partition)) {
                owned.add(partition);
            }
        }
        return owned;
    }

    private void bury(HubProcess process, Set<Integer> owned) {
        world.processes.remove(process);
        checkCursors("after a kill");
        for (int partition : owned) {
            otherCopy(partition);
            world.any().ifPresent(heir -> news.add(() -> heir.store.owned(partition)));
        }
    }

    /** Another copy may be the one that is read next. */
    private void otherCopy(int partition) {
        boolean readByOthers = world.processes.stream().anyMatch(other -> world.owns(other, partition));
        if (!readByOthers) {
            world.memory.promote(partition, world.random.nextInt(world.memory.copies()));
        }
    }

    void powerCut() {
        int kind = world.random.nextInt(3);
        world.ledger.note("the power is cut, kind %d", kind);
        // what is replicated is promised to survive all processes, and no power cut of all copies
        boolean osLives = world.durability == Durability.REPLICATED;
        IntUnaryOperator kept = written -> switch (osLives ? ALL : kind) {
            case 0 -> 0;
            case 1 -> world.random.nextInt(written + 1);
            case ALL -> written;
            default -> world.random.nextInt(2) * written;
        };
        world.processes.forEach(HubProcess::end);
        world.processes.clear();
        world.memory.loseUnforced(kept);
        news.clear();
        for (int partition : world.allPartitions()) {
            world.memory.promote(partition, world.random.nextInt(world.memory.copies()));
        }
        checkCursors("after a power cut");
    }

    void checkCursors(String when) {
        world.models.forEach(model -> model.cursorSkipsNobody(when));
    }

    /** Another process gets a partition; the former owner hears of it later, or by being refused. */
    private void move() {
        if (world.processes.size() < 2) {
            if (world.processes.size() == 1) {
                world.start(Set.of());
            }
            return;
        }
        int partition = world.random.nextInt(world.memory.partitions());
        HubProcess to = world.any().orElseThrow();
        if (!world.usable(to) || world.owns(to, partition)) {
            return;
        }
        world.ledger.note("%s is told to own %d", to.name, partition);
        contested.add(partition);
        to.store.owned(partition);
        for (HubProcess other : world.processes) {
            if (!other.equals(to) && world.random.nextInt(3) > 0) {
                news.add(() -> other.store.lost(partition));
            }
        }
    }

    boolean hasNews() {
        return !news.isEmpty();
    }

    void tellNews() {
        Runnable first = news.remove(0);
        first.run();
    }

    /** A process whose store has failed ends before long. */
    void endFailed() {
        for (HubProcess process : List.copyOf(world.processes)) {
            if (process.store.failure().isDone()) {
                if (world.random.nextInt(3) == 0) {
                    powerCut();
                    return;
                }
                kill(process);
            }
        }
    }

    void stop() {
        countdown = 0;
    }

    boolean pausedForGood(Spec spec) {
        return pausedForGood.contains(spec.name());
    }

    void pausedForGood(Spec spec, boolean paused) {
        if (paused) {
            pausedForGood.add(spec.name());
        } else {
            pausedForGood.remove(spec.name());
        }
    }

    /** An attempt may end its process. */
    void inAttempt(HubProcess process, OpenAttempt attempt) {
        if (!world.calm && world.random.nextInt(150) == 0) {
            world.ledger.note("%s ends in it", process.name);
            end(process);
        }
    }

    private void end(HubProcess process) {
        toEnd = process;
        ownedAtEnd = ownedBy(process);
        process.alive = false;
        process.store.crash();
        throw new ProcessEnd();
    }

    /** A task in which a process ended is over. */
    void afterTask() {
        running = null;
        HubProcess ending = toEnd;
        if (ending != null) {
            toEnd = null;
            if (atCountdown == Kind.POWER_CUT) {
                powerCut();
            } else {
                ending.end();
                bury(ending, ownedAtEnd);
            }
            atCountdown = Kind.KILL;
        }
    }

    @Override
    public void beforeWrite(int copy, Position position) {
        operation(false, true, "write of %s to copy %d", position, copy);
    }

    @Override
    public void beforeRow(int copy, int partition, String key) {
        // a copy that does not take it is no copy any more: what fails has failed on the first
        operation(false, copy == 0, "write of row %s to copy %d of %d", key.strip(), copy, partition);
    }

    @Override
    public void beforeRemove(int copy, Position position) {
        operation(false, copy == 0, "removal of %s from copy %d", position, copy);
    }

    @Override
    public void beforeSealing(int copy, Position first) {
        operation(false, copy == 0, "segment %s in copy %d", first, copy);
    }

    @Override
    public void beforeForce() {
        operation(true, true, "force");
    }

    @Override
    public void beforeForce(int copy, int partition) {
        operation(true, true, "force of copy %d of %d", copy, partition);
    }

    private void operation(boolean force, boolean mayFail, String what, Object... about) {
        HubProcess process = running;
        if (process != null && !process.alive) {
            throw new ProcessEnd();
        }
        world.ledger.note("    " + what, about);
        if (countdown == 0 || process == null || --countdown > 0) {
            return;
        }
        boolean ends = atCountdown == Kind.KILL || atCountdown == Kind.POWER_CUT;
        boolean fits = ends || (mayFail && force == (atCountdown == Kind.FORCE_FAILS));
        if (!fits) {
            countdown = 1;
            return;
        }
        world.ledger.note("  %s there", atCountdown);
        if (ends) {
            end(process);
        }
        throw new IllegalStateException("the simulation lets this fail: " + String.format(Locale.ROOT, what, about));
    }
}
