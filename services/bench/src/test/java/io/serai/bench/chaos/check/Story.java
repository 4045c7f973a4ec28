package io.serai.bench.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.AttemptEnded;
import io.serai.bench.chaos.history.Entry.AttemptEnded.Outcome;
import io.serai.bench.chaos.history.Entry.CursorSeen;
import io.serai.bench.chaos.history.Entry.Declared;
import io.serai.bench.chaos.history.Entry.FaultBegan;
import io.serai.bench.chaos.history.Entry.FaultEnded;
import io.serai.bench.chaos.history.Entry.Kept;
import io.serai.bench.chaos.history.Entry.NodeChanged;
import io.serai.bench.chaos.history.Entry.Parked;
import io.serai.bench.chaos.history.Entry.PublishBegan;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import io.serai.bench.chaos.history.Entry.PublishEnded.Answer;
import io.serai.bench.chaos.history.Entry.RunBegan;
import io.serai.bench.chaos.history.Entry.RunEnded;
import io.serai.bench.chaos.history.Entry.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A history told in code: three nodes, and keys {@code k0}, {@code k1}, {@code k2} in partitions 0, 1 and 2, the last
 * published over Kafka. Each entry comes ten milliseconds after the one before.
 */
final class Story {

    /** Delivered in order of the key, three attempts, each for ten seconds. */
    static final String ORDERED = "ordered";

    /** In any order. */
    static final String LOOSE = "loose";

    static final List<String> NODES = List.of("hub-1", "hub-2", "hub-3");

    private static final long STEP = 10_000_000;

    final List<Entry> entries = new ArrayList<>();

    /** What is in the log. */
    final Map<String, Sent> log = new LinkedHashMap<>();

    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<Integer, Long> incarnations = new HashMap<>();
    private long now;
    private long serial;
    private int faults;

    /** An event, where it is in the log. */
    record Sent(String key, long number, String type, String position) {

        String id() {
            return key + "-" + number;
        }

        int partition() {
            return Integer.parseInt(position, 0, position.indexOf('-'), 10);
        }

        Sent at(String other) {
            return new Sent(key, number, type, other);
        }

        Sent of(String otherType) {
            return new Sent(key, number, otherType, position);
        }
    }

    /** An attempt under way. */
    record Call(long serial, String subscription, Sent event, int attempt) {}

    /** All nodes are ready, nothing is published yet. */
    static Story begun() {
        Story story = new Story();
        story.tell(at -> new RunBegan(at, Instant.EPOCH, 1, Map.of("member-timeout", "3s")));
        story.tell(at -> new Declared(at, ORDERED, "chaos.*", true, 4, 3, 10_000));
        story.tell(at -> new Declared(at, LOOSE, "chaos.a,chaos.b", false, 4, 3, 10_000));
        NODES.forEach(story::ready);
        story.later(100);
        return story;
    }

    /**
     * Three rounds, then a node is killed: partition 0 is taken over with an event whose success was not saved, one is
     * published twice; then an event fails and is delivered, and one becomes a dead letter; three more rounds, and long nothing.
     */
    static Story good() {
        Story story = begun();
        story.round();
        story.round();
        Sent unsaved = story.publish("k0");
        story.delivered(unsaved);
        int kill = story.fault("kill-one", "hub-1");
        story.ended("hub-1");
        story.publishedAgain("k0");
        story.takeOver(0);
        story.delivered(unsaved);
        story.delivered(story.log.get("k0-3"));
        story.cursor(ORDERED, 0, 4);
        story.ready("hub-1");
        story.undone(kill);
        story.retried(story.publish("k1"));
        story.parked(story.publish("k2"));
        story.round();
        story.round();
        story.round();
        return story.later(100);
    }

    Story tell(LongFunction<Entry> entry) {
        entries.add(entry.apply(now));
        now += STEP;
        return this;
    }

    Story later(int seconds) {
        now += seconds * 1_000_000_000L;
        return this;
    }

    Story ready(String node) {
        return tell(at -> new NodeChanged(at, node, NodeChanged.State.READY, null, null));
    }

    Story ended(String node) {
        return tell(at -> new NodeChanged(at, node, NodeChanged.State.ENDED, 137, null));
    }

    int fault(String kind, String... nodes) {
        int number = ++faults;
        tell(at -> new FaultBegan(at, number, kind, List.of(nodes), null));
        return number;
    }

    Story undone(int fault) {
        return tell(at -> new FaultEnded(at, fault, null));
    }

    /** One event of each key, published, delivered and passed. */
    void round() {
        for (String key : List.of("k0", "k1", "k2")) {
            Sent event = publish(key);
            delivered(event);
            cursors(event);
        }
    }

    /** The next event of the key: sent. */
    Sent send(String key) {
        Sent event = next(key);
        send(event);
        return event;
    }

    void send(Sent event) {
        Transport transport = event.key.equals("k2") ? Transport.KAFKA : Transport.HTTP;
        tell(at -> new PublishBegan(
                at, client(event), transport, null, "/s", event.id(), event.type, event.key, event.number, 7));
    }

    private Sent next(String key) {
        long number = numbers.merge(key, 1L, Long::sum) - 1;
        return new Sent(key, number, "chaos.a", key.charAt(1) + "-" + number);
    }

    static String client(Sent event) {
        return "client-" + event.key;
    }

    /** The next event of the key: sent, kept and acknowledged. */
    Sent publish(String key) {
        Sent event = send(key);
        acknowledged(event);
        return event;
    }

    void acknowledged(Sent event) {
        log.put(event.id(), event);
        answered(event, event.position);
    }

    void answered(Sent event, String position) {
        boolean http = !event.key.equals("k2");
        tell(at -> new PublishEnded(
                at, client(event), event.id(), Answer.ACKNOWLEDGED, http ? 202 : null, http ? position : null, false));
    }

    /** The next event of the key: kept, but the answer is lost, so it is sent again. */
    Sent publishedAgain(String key) {
        Sent event = send(key);
        tell(at -> new PublishEnded(at, client(event), event.id(), Answer.FAILED, null, null, false));
        send(event);
        acknowledged(event);
        return event;
    }

    long takeOver(int partition) {
        return incarnations.merge(partition, 2L, (one, more) -> one + 1);
    }

    long incarnation(int partition) {
        return incarnations.getOrDefault(partition, 1L);
    }

    /** To both subscriptions. */
    void delivered(Sent event) {
        delivered(ORDERED, event);
        delivered(LOOSE, event);
    }

    void delivered(String subscription, Sent event) {
        finish(begin(subscription, event, 1), Outcome.SUCCEEDED);
    }

    Call begin(String subscription, Sent event, int attempt) {
        return begin(subscription, event, attempt, incarnation(event.partition()));
    }

    Call begin(String subscription, Sent event, int attempt, long incarnation) {
        Call call = new Call(++serial, subscription, event, attempt);
        tell(at -> new AttemptBegan(
                at,
                call.serial,
                subscription,
                "/s",
                event.id(),
                event.type,
                event.key,
                event.number,
                7,
                event.position,
                attempt,
                incarnation));
        return call;
    }

    void finish(Call call, Outcome outcome) {
        tell(at ->
                new AttemptEnded(at, call.serial, call.subscription, call.event.position, call.attempt, outcome, null));
    }

    void fails(String subscription, Sent event, int attempt) {
        finish(begin(subscription, event, attempt), Outcome.FAILED);
    }

    /** It fails once at the ordered one, and succeeds. */
    void retried(Sent event) {
        delivered(LOOSE, event);
        fails(ORDERED, event, 1);
        finish(begin(ORDERED, event, 2), Outcome.SUCCEEDED);
    }

    /** It is a dead letter of the ordered one. */
    void parked(Sent event) {
        delivered(LOOSE, event);
        for (int attempt = 1; attempt <= 3; attempt++) {
            fails(ORDERED, event, attempt);
        }
        letter(event);
    }

    void letter(Sent event) {
        tell(at -> new Parked(at, ORDERED, event.position, event.id(), "dead"));
    }

    void cursor(String subscription, int partition, long next) {
        tell(at -> new CursorSeen(at, "hub-2", subscription, partition, next));
    }

    /** Both subscriptions have passed it. */
    void cursors(Sent event) {
        cursor(ORDERED, event.partition(), event.number + 1);
        cursor(LOOSE, event.partition(), event.number + 1);
    }

    /** The log is read, the nodes are stopped, and the run ends. */
    Report end() {
        log.values().forEach(this::kept);
        NODES.forEach(this::ended);
        tell(RunEnded::new);
        return check();
    }

    void kept(Sent event) {
        tell(at -> new Kept(at, event.position, "/s", event.id(), event.type, event.key, event.number));
    }

    /** As it is, without an end. */
    Report check() {
        return Checker.check(visitor -> {
            for (int i = 0; i < entries.size(); i++) {
                visitor.visit(i + 1L, entries.get(i));
            }
            return Optional.empty();
        });
    }

    /** The node that owns partition 1 is killed, and another takes it over. */
    int killed() {
        int kill = fault("kill-one", "hub-1");
        ended("hub-1");
        takeOver(1);
        return kill;
    }

    void back(int kill) {
        ready("hub-1");
        undone(kill);
    }

    /** Ends, and breaks this promise once, and no other. */
    void only(Promise promise, String text) {
        Report report = end();
        assertThat(report.counts())
                .as(report.toString())
                .containsOnlyKeys(promise)
                .containsEntry(promise, 1L);
        assertThat(report.violations().get(0).text()).contains(text);
    }

    /** Ends, and breaks nothing. */
    void passes() {
        Report report = end();
        assertThat(report.passed()).as(report.toString()).isTrue();
    }
}
