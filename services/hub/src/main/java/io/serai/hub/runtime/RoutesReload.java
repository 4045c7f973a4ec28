package io.serai.hub.runtime;

import io.serai.delivery.EventHub;
import io.serai.delivery.SubscriptionState;
import io.serai.delivery.config.ConfigurationException;
import io.serai.hub.config.SeraiProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changes of the routes folder over while the hub runs, all or nothing per file.
 *
 * <ol>
 *   <li>The folder is read again and again, contents and all: that alone sees every kind of change on every kind of
 *       volume, also a ConfigMap's, which swaps links.
 *   <li>What was read twice in a row the same is taken to be whole.
 *   <li>It is checked together with all that has not changed. A file with a mistake is put aside, and the rest is
 *       checked again with that file as it was before, until what is left has none.
 *   <li>That is put in the place of what runs, see {@link RouteSwap}.
 *   <li>Mistakes are logged once, and shown until the files are mended or are as they were.
 * </ol>
 */
public final class RoutesReload {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesReload.class);
    private static final long END_SECONDS = 30;
    /** A folder that is being swapped cannot be read for a moment. */
    private static final int LASTING = 2;

    private final SeraiProperties properties;
    private final RoutesFolder folder;
    private final TrialRun trial;
    private final RouteSwap swap;
    private final EventHub hub;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread created = new Thread(work, "routes-reload");
        created.setDaemon(true);
        return created;
    });

    // touched by the one thread alone
    private RouteState state;
    private int unreadable;

    private volatile SortedMap<String, String> running;
    private volatile Map<String, RouteMistake> mistakes = Map.of();
    private volatile Map<String, RouteMistake> unread = Map.of();

    RoutesReload(
            SeraiProperties properties, RouteState state, TrialRun trial, RouteSwap swap, EventHub hub, Clock clock) {
        this.properties = properties;
        this.state = state;
        this.trial = trial;
        this.swap = swap;
        this.hub = hub;
        this.clock = clock;
        folder = new RoutesFolder(state.snapshot());
        running = state.snapshot().digests();
        unread = unread(state.snapshot());
    }

    /** The hub runs: changes are taken over from now on. */
    void begin() {
        if (properties.routesReload()) {
            long interval = properties.routesReloadInterval().toMillis();
            thread.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends, after the change that is being taken over. */
    void end() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a change of the routes is not taken over after {} s; it is left", END_SECONDS);
                thread.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The digests of the files as they were taken over, by name. */
    SortedMap<String, String> running() {
        return running;
    }

    /** What keeps changes from being taken over, in order of file. */
    public List<RouteMistake> mistakes() {
        return List.copyOf(new TreeMap<>(mistakes).values());
    }

    /** Files that look as if they were meant for the hub and that nobody reads, in order. */
    public List<RouteMistake> unread() {
        return List.copyOf(new TreeMap<>(unread).values());
    }

    private void look() {
        try {
            Optional<RoutesSnapshot> change = folder.change();
            if (unreadable >= LASTING) {
                // what kept others from being taken over is found again
                publish(Map.of());
                folder.forget(state.snapshot());
            }
            unreadable = 0;
            change.ifPresent(this::consider);
        } catch (IOException | UncheckedIOException failed) {
            if (++unreadable == LASTING) {
                tellUnreadable(failed);
            }
        } catch (RuntimeException unexpected) {
            LOG.error("looking for changes of the routes failed", unexpected);
        }
    }

    private void tellUnreadable(Exception failed) {
        String folder = state.snapshot().folder().toString();
        publish(Map.of(
                folder,
                mistake(
                        folder,
                        0,
                        "serai.routes",
                        "the folder cannot be read (" + failed + "); what was loaded of it goes on: put it back, or let"
                                + " the hub's user read it")));
    }

    private void consider(RoutesSnapshot now) {
        tellUnread(now);
        Map<String, RouteMistake> found = new TreeMap<>();
        if (!now.saysAnything() && state.snapshot().saysAnything()) {
            String folder = now.folder().toString();
            found.put(
                    folder,
                    mistake(
                            folder,
                            0,
                            "serai.routes",
                            "there is neither a *.camel.yaml nor a subscriptions.yaml any more; what was loaded goes on:"
                                    + " put one back, an empty one will do, or end the hub"));
            publish(found);
            return;
        }
        RoutesSnapshot candidate = now;
        for (Set<String> changed = changes(candidate); !changed.isEmpty(); changed = changes(candidate)) {
            try {
                take(candidate, changed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception broken) {
                Set<String> culprits = putAside(broken, candidate, changed, found);
                candidate = candidate.with(culprits, state.snapshot());
            }
        }
        publish(found);
    }

    private Set<String> changes(RoutesSnapshot candidate) {
        return state.snapshot().changes(candidate);
    }

    /** Checks everything; only then is anything changed. */
    private void take(RoutesSnapshot candidate, Set<String> changed) throws Exception {
        RouteState next = RouteState.of(candidate, properties);
        trial.check(next);
        Set<String> detachedBefore = detached();
        swap.swap(state, next);
        state = next;
        running = candidate.digests();
        LOG.info("the hub now does what is in {}: {}", candidate.folder(), told(changed, next));
        Set<String> detached = detached();
        detached.removeAll(detachedBefore);
        for (String name : detached) {
            LOG.warn(
                    "subscription '{}' is declared nowhere any more: it gets no events and keeps its place, and all"
                            + " events from there on; declare it again and it goes on, or forget it with"
                            + " DELETE /subscriptions/{}",
                    name,
                    name);
        }
    }

    private static String told(Set<String> changed, RouteState now) {
        return changed.stream()
                .map(name -> {
                    CamelFile file = now.files().get(name);
                    if (file != null) {
                        return name + " (routes " + file.routes().keySet() + ")";
                    }
                    return now.snapshot().has(name) ? name : name + " is gone";
                })
                .collect(Collectors.joining(", "));
    }

    private Set<String> detached() {
        return hub.deliveries().subscriptionsHere().stream()
                .filter(subscription -> subscription.status() == SubscriptionState.Status.DETACHED)
                .map(SubscriptionState::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The files without whose change the mistake would not be there. */
    private Set<String> putAside(
            Exception broken, RoutesSnapshot candidate, Set<String> changed, Map<String, RouteMistake> found) {
        String place = "";
        int line = 0;
        String key = "";
        if (broken instanceof RouteFileException route) {
            place = candidate.name(route.file());
            line = route.line();
            key = route.key();
        } else if (broken instanceof ConfigurationException configuration) {
            place = candidate.name(Path.of(configuration.file()));
            line = configuration.line();
            key = configuration.key();
        } else {
            LOG.debug("not told with its place", broken);
        }
        String message = broken.getMessage() == null ? broken.toString() : broken.getMessage();
        if (changed.contains(place)) {
            found.put(place, mistake(place, line, key, message));
            return Set.of(place);
        }
        Set<String> culprits = new TreeSet<>(changed);
        culprits.removeIf(name -> candidate.routeFiles().contains(name));
        if (culprits.isEmpty()) {
            culprits.addAll(changed);
        }
        for (String culprit : culprits) {
            found.put(culprit, mistake(culprit, 0, key, "does not go with the rest: " + message));
        }
        return culprits;
    }

    private void tellUnread(RoutesSnapshot now) {
        Map<String, RouteMistake> before = unread;
        Map<String, RouteMistake> found = unread(now);
        unread = found;
        found.values().stream()
                .filter(file -> !before.containsKey(file.file()))
                .forEach(file -> LOG.warn("{}: {}", now.path(file.file()), file.message()));
    }

    private Map<String, RouteMistake> unread(RoutesSnapshot now) {
        Map<String, RouteMistake> found = new TreeMap<>();
        for (String name : now.unread()) {
            RouteMistake before = unread.get(name);
            found.put(
                    name,
                    before == null ? new RouteMistake(name, 0, "", UnreadFile.message(name), clock.instant()) : before);
        }
        return Map.copyOf(found);
    }

    private RouteMistake mistake(String file, int line, String key, String message) {
        RouteMistake before = mistakes.get(file);
        return new RouteMistake(file, line, key, message, before == null ? clock.instant() : before.since());
    }

    private void publish(Map<String, RouteMistake> found) {
        Map<String, RouteMistake> before = mistakes;
        mistakes = Map.copyOf(found);
        found.forEach((file, mistake) -> {
            RouteMistake known = before.get(file);
            if (known == null || !known.message().equals(mistake.message())) {
                LOG.warn("{} is not taken over, what was there before goes on: {}", file, mistake.message());
            }
        });
        before.keySet().stream()
                .filter(file -> !found.containsKey(file))
                .sorted()
                .forEach(file -> LOG.info("{} is in order again", file));
    }
}
