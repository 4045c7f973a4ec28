package io.serai.hub.runtime;

import io.serai.camel.DeclaredRoutes;
import io.serai.camel.SubscribingRoutes;
import io.serai.camel.SubscriptionMistakeException;
import io.serai.delivery.Definitions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceSupport;

/** What was loaded into a Camel context, by the file that it came from, so that it can be taken out again. */
final class LoadedRoutes {

    private final CamelContext camel;
    private final Model model;
    private final Map<String, Parts> byFile = new HashMap<>();

    LoadedRoutes(CamelContext camel) {
        this.camel = camel;
        this.model = (ModelCamelContext) camel;
    }

    private record Parts(
            CamelFile file,
            List<RouteDefinition> routes,
            List<RouteTemplateDefinition> templates,
            List<RouteConfigurationDefinition> configurations) {}

    /** @throws RouteFileException where Camel does not accept it; what came of it by then can be unloaded */
    void load(CamelFile file) {
        Set<Object> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(model.getRouteDefinitions());
        before.addAll(model.getRouteTemplateDefinitions());
        before.addAll(model.getRouteConfigurationDefinitions());
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(new Text(file));
        } catch (FailedToCreateRouteException broken) {
            throw mistake(file, broken);
        } catch (Exception broken) {
            throw RouteFileException.of(file.path(), broken);
        } finally {
            byFile.put(
                    file.name(),
                    new Parts(
                            file,
                            added(model.getRouteDefinitions(), before),
                            added(model.getRouteTemplateDefinitions(), before),
                            added(model.getRouteConfigurationDefinitions(), before)));
        }
    }

    private static <T> List<T> added(List<T> now, Set<Object> before) {
        List<T> added = new ArrayList<>(now);
        added.removeAll(before);
        return added;
    }

    /** The routes of subscriptions that name their target. */
    void load(Definitions definitions) {
        try {
            camel.addRoutes(new DeclaredRoutes(definitions));
        } catch (FailedToCreateRouteException broken) {
            throw broken;
        } catch (Exception broken) {
            throw new IllegalStateException(
                    "the routes of declared subscriptions cannot be made: " + broken.getMessage(), broken);
        }
    }

    /** Stops the routes of a file, once what is in them has ended, and takes them out. */
    void unload(String name) throws Exception {
        Parts parts = byFile.remove(name);
        if (parts == null) {
            return;
        }
        for (RouteDefinition route : parts.routes()) {
            remove(route);
        }
        for (RouteTemplateDefinition template : parts.templates()) {
            model.removeRouteTemplateDefinition(template);
        }
        for (RouteConfigurationDefinition configuration : parts.configurations()) {
            model.removeRouteConfiguration(configuration);
        }
        // ends those that say how
        parts.file().beans().forEach(camel.getRegistry()::unbind);
    }

    /** Stops the route of a subscription that names its target, and takes it out. */
    void unloadDeclared(String subscription) throws Exception {
        RouteDefinition route = model.getRouteDefinition(DeclaredRoutes.routeId(subscription));
        if (route != null) {
            remove(route);
        }
    }

    private void remove(RouteDefinition route) throws Exception {
        String id = route.getRouteId();
        model.removeRouteDefinition(route);
        if (camel.getRoute(id) != null) {
            throw new IllegalStateException("route '" + id + "' cannot be stopped");
        }
    }

    /** The ids of the routes of a file. */
    List<String> ids(String name) {
        Parts parts = byFile.get(name);
        return parts == null
                ? List.of()
                : parts.routes().stream().map(RouteDefinition::getRouteId).toList();
    }

    private Optional<CamelFile> fileOf(String routeId) {
        return byFile.values().stream()
                .filter(parts -> parts.routes().stream().anyMatch(route -> routeId.equals(route.getRouteId())))
                .map(Parts::file)
                .findFirst();
    }

    /** Of a route that Camel cannot make; names its file where it has one. */
    RuntimeException mistake(FailedToCreateRouteException broken) {
        return Optional.ofNullable(broken.getRouteId())
                .flatMap(this::fileOf)
                .<RuntimeException>map(file -> mistake(file, broken))
                .orElse(broken);
    }

    private static RouteFileException mistake(CamelFile file, FailedToCreateRouteException broken) {
        String id = String.valueOf(broken.getRouteId());
        return new RouteFileException(
                file.path(),
                file.routes().getOrDefault(id, 0),
                id,
                "route '" + id + "' cannot be made: " + reason(broken)
                        + "; correct it – a component that is missing comes with its jar in serai.lib",
                broken);
    }

    private static String reason(Throwable broken) {
        Throwable deepest = broken;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    /** Whether the routes that subscribe go with what is declared, and with each other. */
    void checkSubscriptions(Definitions definitions) {
        try {
            SubscribingRoutes.check(camel, definitions);
        } catch (SubscriptionMistakeException mistake) {
            String id = mistake.routeId();
            Optional<CamelFile> file = fileOf(id);
            if (file.isEmpty()) {
                throw mistake;
            }
            throw new RouteFileException(
                    file.get().path(),
                    file.get().routes().getOrDefault(id, 0),
                    id,
                    String.valueOf(mistake.getMessage()),
                    mistake);
        }
    }

    /** As it was read and checked, not as it may be on the disk by now. */
    private static final class Text extends ResourceSupport {

        private final CamelFile file;

        Text(CamelFile file) {
            super("file", file.path().toString());
            this.file = file;
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(file.text().getBytes(StandardCharsets.UTF_8));
        }
    }
}
