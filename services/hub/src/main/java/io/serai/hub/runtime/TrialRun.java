package io.serai.hub.runtime;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all routes without running any, so that a mistake in one is found while the old ones still run.
 *
 * <p>They are made in a context of their own: beans, templates and configurations of a file would else take effect
 * before it is known whether the file is any good. Beans and properties come from the hub's context, and so do the
 * components, each of which makes endpoints for both; endpoints of the trial are nobody else's.
 *
 * <p>The context is let go of, not stopped: stopping it would stop the beans of the hub that its routes name, an
 * idempotent repository, say.
 */
final class TrialRun {

    private static final Logger LOG = LoggerFactory.getLogger(TrialRun.class);

    private final CamelContext camel;

    TrialRun(CamelContext camel) {
        this.camel = camel;
    }

    /** @throws RuntimeException naming the first mistake */
    void check(RouteState state) {
        DefaultCamelContext trial = new DefaultCamelContext(new DefaultRegistry(camel.getRegistry()));
        trial.disableJMX();
        trial.setAutoStartup(false);
        // the components are wired already
        trial.setAutowiredEnabled(false);
        trial.setSourceLocationEnabled(true);
        trial.setApplicationContextClassLoader(camel.getApplicationContextClassLoader());
        trial.getPropertiesComponent().addPropertiesSource(new Properties());
        trial.getCamelContextExtension().addContextPlugin(ComponentResolver.class, (name, context) -> {
            Component component = camel.getComponent(name);
            return component == null ? null : new Endpoints(component);
        });
        LoadedRoutes loaded = new LoadedRoutes(trial);
        try {
            state.files().values().forEach(loaded::load);
            loaded.load(state.definitions());
            trial.start();
            loaded.checkSubscriptions(state.definitions());
        } catch (FailedToCreateRouteException broken) {
            throw loaded.mistake(broken);
        } catch (RuntimeException ours) {
            throw ours;
        } catch (Exception other) {
            throw new IllegalStateException(other.getMessage(), other);
        } finally {
            letGo(trial);
        }
    }

    /** Ends what is the trial's alone: its threads, its endpoints, and the beans of the files. */
    private static void letGo(DefaultCamelContext trial) {
        try {
            ServiceHelper.stopAndShutdownServices(trial.getEndpoints());
            ServiceHelper.stopAndShutdownServices(trial.getExecutorServiceManager(), trial.getRegistry());
        } catch (RuntimeException unwilling) {
            LOG.debug("what was made for a trial does not end", unwilling);
        }
    }

    /** The properties that routes name in braces. */
    private final class Properties implements PropertiesSource {

        @Override
        public String getName() {
            return "hub";
        }

        @Override
        public @Nullable String getProperty(String name) {
            Optional<String> value = camel.getPropertiesComponent().resolveProperty(name);
            return value.orElse(null);
        }
    }

    /** Endpoints of a component of the hub, without taking the component itself into the trial. */
    private static final class Endpoints extends ServiceSupport implements Component {

        private final Component component;
        private @Nullable CamelContext context;

        Endpoints(Component component) {
            this.component = component;
        }

        @Override
        public Endpoint createEndpoint(String uri) throws Exception {
            return component.createEndpoint(uri);
        }

        @Override
        public Endpoint createEndpoint(String uri, Map<String, Object> parameters) throws Exception {
            return component.createEndpoint(uri, parameters);
        }

        @Override
        public @Nullable CamelContext getCamelContext() {
            return context;
        }

        @Override
        public void setCamelContext(CamelContext trial) {
            context = trial;
        }

        @Override
        public boolean useRawUri() {
            return component.useRawUri();
        }
    }
}
