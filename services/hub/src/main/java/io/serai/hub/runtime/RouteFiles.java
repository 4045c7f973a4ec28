package io.serai.hub.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads {@code *.camel.yaml} of the routes folder, and what the subscriptions with a target need, into Camel before it
 * starts. Nothing runs yet: see {@link RouteStarter}.
 */
final class RouteFiles implements CamelContextConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final RouteState state;
    private final Supplier<LoadedRoutes> loaded;

    RouteFiles(RouteState state, Supplier<LoadedRoutes> loaded) {
        this.state = state;
        this.loaded = loaded;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        camel.setAutoStartup(false);
        Path folder = state.snapshot().folder().toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            LOG.warn("there is no folder {} (serai.routes): the hub runs without routes", folder);
        }
        state.snapshot().unread().forEach(name -> LOG.warn("{}: {}", folder.resolve(name), UnreadFile.message(name)));
        LoadedRoutes routes = loaded.get();
        state.files().values().forEach(routes::load);
        routes.load(state.definitions());
        LOG.info("{} route files of {} loaded", state.files().size(), folder);
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // the runtime starts the routes when the store is ready
    }

    /** Once Camel has made the routes: whether those that subscribe go with what is declared. */
    void check() {
        loaded.get().checkSubscriptions(state.definitions());
    }
}
