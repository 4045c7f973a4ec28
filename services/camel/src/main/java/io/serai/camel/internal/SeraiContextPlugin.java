package io.serai.camel.internal;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;

/** What the component needs to have in a Camel context before its routes are made; found on the class path. */
public final class SeraiContextPlugin implements ContextServicePlugin {

    @Override
    public void load(CamelContext context) {
        context.getRegistry().bind("serai-endpoint-uri-factory", new TextOptions());
        context.getCamelContextExtension().addInterceptStrategy(new BindingInterceptor());
        context.addRoutePolicyFactory(new IngressGuard());
        context.addLifecycleStrategy(new SubscriptionRoutes());
    }
}
