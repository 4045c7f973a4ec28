package io.serai.delivery.simulation;

import io.serai.delivery.Attempt;
import io.serai.delivery.Definitions.Declared;
import io.serai.delivery.Failure;
import io.serai.delivery.Outcome;
import io.serai.delivery.Subscription;
import io.serai.delivery.internal.rows.BlockedKeyRow;
import io.serai.delivery.internal.rows.CursorRow;
import io.serai.delivery.internal.rows.DeliveryRowCodec;
import io.serai.delivery.internal.rows.RowKeys;
import io.serai.store.Durability;
import io.serai.store.Position;
import io.serai.store.StoreStatus;
import io.serai.store.memory.Memory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Disks, processes, targets and time, and how they move. */
final class World {

    final SplittableRandom random;
    final VirtualTime time = new VirtualTime();
    final Ledger ledger;
    final Memory memory;
    final int lanes;
    final LogModel log;
    final List<DeliveryModel> models;
    final List<HubProcess> processes = new ArrayList<>();
    final Disasters disasters;

    /** Nothing fails any more. */
    boolean calm;

    private final int failing;
    private final int atOnce;
    private final Set<Spec> down = new java.util.HashSet<>();
    private final Set<Spec> changed = new java.util.HashSet<>();
    private final SplittableRandom ofClock;
    private final boolean clockIsSet;
    private final SplittableRandom ofChanges;
    private final boolean declarationsChange;
    final Durability durability;
    private int started;

    World(long seed, int kept) {
        random = new SplittableRandom(seed);
        ledger = new Ledger(time, kept);
        memory = new Memory(1 + random.nextInt(3), 1 + random.nextInt(2));
        lanes = 1 + random.nextInt(2);
        log = new LogModel(memory.partitions(), time, ledger, position -> models().stream()
                .filter(model -> model.needs(position))
                .map(model -> model.spec.name())
                .toList());
        failing = new int[] {0, 10, 30, 60}[random.nextInt(4)];
        atOnce = new int[] {0, 50, 95}[random.nextInt(3)];
        models = some(Spec.all()).stream()
                .map(spec -> new DeliveryModel(spec, time, ledger, memory, log))
                .toList();
        // apart from the rest: where nobody sets the clock, or changes anything, a seed tells the same story as ever
        ofClock = new SplittableRandom(~seed);
        clockIsSet = ofClock.nextInt(4) == 0;
        ofChanges = new SplittableRandom(Long.reverse(seed));
        declarationsChange = ofChanges.nextInt(3) == 0;
        durability = ofChanges.nextInt(6) == 0 ? Durability.REPLICATED : Durability.FSYNC;
        disasters = new Disasters(this);
        memory.faults(disasters);
    }

    private List<Spec> some(List<Spec> all) {
        List<Spec> left = new ArrayList<>(all);
        List<Spec> some = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            some.add(left.remove(random.nextInt(left.size())));
        }
        return some;
    }

    DeliveryModel model(Spec spec) {
        return models.stream()
                .filter(model -> model.spec.equals(spec))
                .findFirst()
                .orElseThrow();
    }

    private List<DeliveryModel> models() {
        return models;
    }

    Set<Integer> allPartitions() {
        return IntStream.range(0, memory.partitions()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** Delivery rows, blocked keys and cursors of a subscription, for people. */
    String rows(String subscription) {
        StringBuilder rows = new StringBuilder();
        for (int p = 0; p < memory.partitions(); p++) {
            int partition = p;
            memory.rows(p, RowKeys.deliveries(subscription)).forEach((key, row) -> rows.append("\n  ")
                    .append(new Position(partition, RowKeys.offset(key)))
                    .append(' ')
                    .append(DeliveryRowCodec.decode(row)));
            memory.rows(p, RowKeys.blockedKeys(subscription)).forEach((key, row) -> rows.append("\n  ")
                    .append(partition)
                    .append(' ')
                    .append(key)
                    .append(' ')
                    .append(BlockedKeyRow.decode(row)));
            memory.rows(p, RowKeys.CURSORS).forEach((key, row) -> rows.append("\n  ")
                    .append(partition)
                    .append(' ')
                    .append(CursorRow.decode(row).cursors().get(subscription)));
        }
        return rows.toString();
    }

    HubProcess start(Set<Integer> owned) {
        HubProcess process = new HubProcess(this, "P" + ++started, owned);
        ledger.note("%s starts and owns %s", process.name, owned);
        processes.add(process);
        for (DeliveryModel model : models) {
            if (model.declared || !model.spec.late()) {
                process.attach(model);
            }
            if (disasters.pausedForGood(model.spec)) {
                process.paused.add(model.spec.name());
            }
        }
        return process;
    }

    boolean usable(HubProcess process) {
        return process.alive && process.store.status().state() == StoreStatus.State.READY;
    }

    boolean owns(HubProcess process, int partition) {
        if (!usable(process)) {
            return false;
        }
        try {
            process.store.committed(partition);
            return true;
        } catch (io.serai.store.StoreException notHere) {
            return false;
        }
    }

    boolean ownsAll(HubProcess process) {
        return processes.size() == 1
                && usable(process)
                && process.store.status().ownedPartitions() == memory.partitions();
    }

    Optional<HubProcess> any() {
        return processes.isEmpty() ? Optional.empty() : Optional.of(processes.get(random.nextInt(processes.size())));
    }

    // --- what moves

    int ready() {
        return processes.stream().mapToInt(process -> process.threads.ready()).sum();
    }

    void runOne() {
        int number = random.nextInt(ready());
        for (HubProcess process : List.copyOf(processes)) {
            int here = process.threads.ready();
            if (number < here) {
                run(process, process.threads.take(number));
                return;
            }
            number -= here;
        }
    }

    boolean somethingDue() {
        return due() <= time.nanos();
    }

    long due() {
        return processes.stream()
                .mapToLong(process -> process.threads.due())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    void ringOne() {
        List<HubProcess> ringing = processes.stream()
                .filter(process -> process.threads.due() <= time.nanos())
                .toList();
        HubProcess process = ringing.get(random.nextInt(ringing.size()));
        run(process, process.threads.takeDue());
    }

    void run(HubProcess process, Threads.Task task) {
        ledger.note("%s runs on %s", process.name, task.thread());
        disasters.running = process;
        try {
            task.body().run();
        } catch (ProcessEnd ended) {
            // nothing else is left to be done in it
        } catch (RuntimeException | Error thrown) {
            ledger.check(!process.alive, "threads live", () -> process.name + " " + task.thread() + " threw " + thrown);
        }
        disasters.afterTask();
    }

    /** So long that retention has something to do. */
    void letMuchTimePass() {
        time.advance(LogModel.RETENTION.multipliedBy(1 + random.nextInt(3)));
    }

    void letTimePass() {
        if (clockIsSet && ofClock.nextInt(20) == 0) {
            Duration ahead = Duration.ofSeconds(ofClock.nextInt(-7_200, 7_200));
            ledger.note("the clock is set by %s", ahead);
            time.set(ahead);
        }
        long due = due();
        if (due < Long.MAX_VALUE && random.nextInt(10) < 7) {
            time.advanceTo(due);
        } else {
            time.advance(Duration.ofMillis(1 + random.nextInt(random.nextInt(8) == 0 ? 12_000 : 600)));
        }
    }

    List<OpenAttempt> open() {
        return processes.stream().flatMap(process -> process.open.stream()).toList();
    }

    void answerOne() {
        for (HubProcess process : processes) {
            if (!process.open.isEmpty() && (processes.size() == 1 || random.nextInt(2) == 0)) {
                OpenAttempt attempt = process.open.get(random.nextInt(process.open.size()));
                if (calm || random.nextInt(100) >= attempt.spec().hangs()) {
                    process.answer(attempt, succeeds(attempt.spec(), attempt.attempt()));
                }
                return;
            }
        }
    }

    // --- declarations

    /** As it is declared now. */
    Subscription declared(Spec spec) {
        return changed.contains(spec) ? spec.changed() : spec.subscription();
    }

    void redeclareSometimes(DeliveryModel model) {
        if (declarationsChange && ofChanges.nextInt(6) == 0) {
            redeclare(model);
        }
    }

    /** It is declared otherwise while it runs. */
    private void redeclare(DeliveryModel model) {
        if (!changed.remove(model.spec)) {
            changed.add(model.spec);
        }
        ledger.note("%s is now %s", model.spec.name(), declared(model.spec));
        model.declare(declared(model.spec));
        Map<String, Declared> all = models.stream()
                .map(any -> declared(any.spec))
                .collect(Collectors.toMap(Subscription::name, any -> new Declared(any, Optional.empty())));
        processes.forEach(process -> process.redefine(all));
    }

    // --- targets

    boolean answersAtOnce(Spec spec) {
        return random.nextInt(100) < atOnce && random.nextInt(100) >= spec.hangs();
    }

    boolean succeeds(Spec spec, Attempt attempt) {
        if (calm) {
            return true;
        }
        if (down.contains(spec)) {
            return false;
        }
        boolean bad = attempt.event().event().getId().endsWith("7");
        return random.nextInt(100) >= (bad && failing > 0 ? 90 : failing);
    }

    /** From now on all attempts fail, or not any more. */
    void turn(Spec spec) {
        if (!down.remove(spec)) {
            down.add(spec);
        }
    }

    Outcome outcome(OpenAttempt attempt, boolean success) {
        if (success) {
            return attempt.spec().replies() && attempt.attempt().event().type().startsWith("order")
                    ? new Outcome.Delivered(Optional.of(HubProcess.reply(attempt)))
                    : Outcome.delivered();
        }
        boolean looksDown = attempt.spec().hasOutages() && random.nextInt(3) > 0;
        return Outcome.failed(Failure.http(looksDown ? 503 : 409, "not now", Optional.empty()));
    }

    void endInAttempt(HubProcess process, OpenAttempt attempt) {
        disasters.inAttempt(process, attempt);
    }
}
