package io.serai.hub.runtime;

import io.serai.camel.DeclaredRoutes;
import io.serai.camel.SubscribingRoutes;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventHub;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one state of the routes folder in the place of another, in a running hub.
 *
 * <ol>
 *   <li>The routes that are not the same in both are stopped: they take nothing new, what is in them ends, or fails and
 *       is attempted or received again. They are taken out. All other routes go on.
 *   <li>The hub takes the new definitions.
 *   <li>The new routes are loaded and started, those that subscribe first, as at the start of the hub.
 *   <li>Where a step fails, the same is done backwards: what was there before runs again.
 * </ol>
 */
final class RouteSwap {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);

    private final CamelContext camel;
    private final LoadedRoutes loaded;
    private final RouteStarter starter;
    private final EventHub hub;

    RouteSwap(CamelContext camel, LoadedRoutes loaded, RouteStarter starter, EventHub hub) {
        this.camel = camel;
        this.loaded = loaded;
        this.starter = starter;
        this.hub = hub;
    }

    /** What is not the same in both. */
    private record Difference(Set<String> files, Set<String> targets) {}

    void swap(RouteState before, RouteState after) throws Exception {
        Difference difference = difference(before, after);
        try {
            replace(difference, after);
        } catch (Exception failed) {
            LOG.warn("the change of the routes fails, what was there before is put back: {}", failed.toString());
            replace(difference, before);
            throw failed;
        }
    }

    private Difference difference(RouteState before, RouteState after) {
        Set<String> files = new TreeSet<>(before.snapshot().changes(after.snapshot()));
        files.removeIf(
                name -> !before.files().containsKey(name) && !after.files().containsKey(name));
        if (files.stream().anyMatch(name -> shared(before, name) || shared(after, name))) {
            files.addAll(before.files().keySet());
            files.addAll(after.files().keySet());
        }
        for (String name : before.files().keySet()) {
            if (declaredOtherwise(name, before.definitions(), after.definitions())) {
                files.add(name);
            }
        }
        SortedMap<String, String> old = DeclaredRoutes.targets(camel, before.definitions());
        SortedMap<String, String> now = DeclaredRoutes.targets(camel, after.definitions());
        Set<String> targets = new TreeSet<>(old.keySet());
        targets.addAll(now.keySet());
        targets.removeIf(name -> Objects.equals(old.get(name), now.get(name)));
        return new Difference(files, targets);
    }

    private static boolean shared(RouteState state, String name) {
        CamelFile file = state.files().get(name);
        return file != null && file.shared();
    }

    /** Of a subscription that was declared and is not any more, or the other way round, the route says what it is. */
    private boolean declaredOtherwise(String file, Definitions before, Definitions after) {
        return loaded.ids(file).stream()
                .map(camel::getRoute)
                .filter(Objects::nonNull)
                .flatMap(route -> SubscribingRoutes.subscription(route).stream())
                .anyMatch(name -> before.subscriptions().containsKey(name)
                        != after.subscriptions().containsKey(name));
    }

    private void replace(Difference difference, RouteState state) throws Exception {
        for (String file : difference.files()) {
            starter.forget(loaded.ids(file));
            loaded.unload(file);
        }
        for (String subscription : difference.targets()) {
            starter.forget(Set.of(DeclaredRoutes.routeId(subscription)));
            loaded.unloadDeclared(subscription);
        }
        hub.redefine(state.definitions());
        Set<String> there = ids();
        for (String file : difference.files()) {
            CamelFile now = state.files().get(file);
            if (now != null) {
                loaded.load(now);
            }
        }
        loaded.load(only(state.definitions(), difference.targets()));
        Set<String> fresh = ids();
        fresh.removeAll(there);
        starter.startSubscriptions(fresh);
        FirstCursors.await(hub, () -> true);
        starter.startOthers(fresh);
    }

    private Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        for (Route route : camel.getRoutes()) {
            ids.add(route.getRouteId());
        }
        return ids;
    }

    private static Definitions only(Definitions definitions, Set<String> names) {
        Map<String, Definitions.Declared> some = new HashMap<>(definitions.subscriptions());
        some.keySet().retainAll(names);
        return new Definitions(some, definitions.policies(), definitions.catalog());
    }
}
