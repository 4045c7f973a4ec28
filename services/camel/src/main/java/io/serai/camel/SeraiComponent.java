package io.serai.camel;

import io.serai.delivery.EventHub;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.PropertiesHelper;
import org.jspecify.annotations.Nullable;

/** Publishes to the event log and subscribes to it. */
@Component("serai")
public class SeraiComponent extends HealthCheckComponent {

    @Metadata(
            autowired = true,
            description =
                    "The hub whose log the endpoints publish and subscribe to. The only one in the registry is taken")
    private @Nullable EventHub hub;

    private @Nullable ExecutorService routing;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        SeraiEndpoint endpoint = new SeraiEndpoint(uri, this, Operation.parse(remaining));
        endpoint.setExtensions(PropertiesHelper.extractProperties(parameters, "extension."));
        setProperties(endpoint, parameters);
        endpoint.checkOptions();
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        // The store's threads must not run what follows a publish in a route. As many as there are publishes in flight:
        // one that waits for another, sent by a step of its route, would else wait for a thread that it holds itself.
        routing = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "serai-published");
    }

    @Override
    protected void doShutdown() throws Exception {
        if (routing != null) {
            getCamelContext().getExecutorServiceManager().shutdownGraceful(routing);
        }
        super.doShutdown();
    }

    /** Runs what follows a publish in a route. */
    ExecutorService routing() {
        if (routing == null) {
            throw new IllegalStateException("component serai has not been started");
        }
        return routing;
    }

    EventHub requiredHub() {
        if (hub == null) {
            throw new IllegalStateException("component serai has no hub; bind one object of type "
                    + EventHub.class.getName() + " in the registry, or set camel.component.serai.hub");
        }
        return hub;
    }

    public @Nullable EventHub getHub() {
        return hub;
    }

    public void setHub(@Nullable EventHub hub) {
        this.hub = hub;
    }
}
