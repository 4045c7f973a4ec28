package io.serai.bench.chaos.check;

import io.serai.bench.chaos.history.Entry;
import io.serai.bench.chaos.history.Entry.AttemptBegan;
import io.serai.bench.chaos.history.Entry.Declared;
import io.serai.bench.chaos.history.Entry.Kept;
import io.serai.bench.chaos.history.Entry.Parked;
import io.serai.bench.chaos.history.Entry.PublishBegan;
import io.serai.bench.chaos.history.Entry.PublishEnded;
import io.serai.bench.chaos.history.Entry.RunBegan;
import io.serai.bench.chaos.history.Entry.RunEnded;
import io.serai.bench.chaos.history.Entry.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a whole history before the rules look at it line by line. */
final class Facts {

    private static final Duration MEMBER_TIMEOUT = Duration.ofSeconds(5);

    final Faults faults = new Faults();
    final EventLog log = new EventLog();

    /** In order of their declarations: the index of a subscription is its place here. */
    final List<Wanted> subscriptions = new ArrayList<>();

    /** By client. */
    final Map<String, Transport> transports = new HashMap<>();

    private final Map<String, Wanted> byName = new HashMap<>();
    private final Set<String> parked = new HashSet<>();
    private @Nullable RunBegan run;
    private boolean read;
    private boolean ended;
    private long last;
    private Optional<String> torn = Optional.empty();

    static Facts of(Checker.History history) {
        Facts facts = new Facts();
        facts.torn = history.read(facts::see);
        facts.log.close();
        return facts;
    }

    private void see(long line, Entry entry) {
        last = entry.at();
        faults.see(entry);
        if (entry instanceof RunBegan began) {
            run = began;
        } else if (entry instanceof RunEnded) {
            ended = true;
        } else if (entry instanceof Declared declared) {
            Wanted wanted = new Wanted(declared, subscriptions.size());
            subscriptions.add(wanted);
            byName.put(declared.subscription(), wanted);
        } else if (entry instanceof PublishBegan event) {
            transports.putIfAbsent(event.client(), event.transport());
            log.published(line, event);
        } else if (entry instanceof PublishEnded answer && answer.position() != null) {
            log.sighted(answer.id(), answer.position());
        } else if (entry instanceof AttemptBegan attempt) {
            log.sighted(attempt);
        } else if (entry instanceof Kept kept) {
            read = true;
            log.kept(line, kept);
        } else if (entry instanceof Parked letter) {
            parked.add(delivery(letter.subscription(), letter.position()));
        }
    }

    private static String delivery(String subscription, String position) {
        return subscription + "~" + position;
    }

    /** There is a dead letter of it at the end, or, where the run came to none, may be. */
    boolean parked(String subscription, Event event) {
        return !ended() || parked.contains(delivery(subscription, position(event)));
    }

    static String position(Event event) {
        return event.position == Event.NOWHERE
                ? "nowhere"
                : EventLog.partition(event.position) + "-" + EventLog.offset(event.position);
    }

    @Nullable
    Wanted subscription(String name) {
        return byName.get(name);
    }

    Optional<RunBegan> run() {
        return Optional.ofNullable(run);
    }

    /** The run came to its end, and the log was read there. */
    boolean ended() {
        return ended && read;
    }

    Optional<String> torn() {
        return torn;
    }

    /** The time of the last line. */
    long last() {
        return last;
    }

    Duration memberTimeout() {
        return run().map(began -> began.settings().get("member-timeout"))
                .map(Spans::parse)
                .orElse(MEMBER_TIMEOUT);
    }
}
