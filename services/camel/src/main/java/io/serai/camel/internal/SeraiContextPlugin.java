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
        if (has("org.apache.camel.component.http.HttpComponent")) {
            context.addLifecycleStrategy(new HttpDefaults());
        }
    }

    private static boolean has(String optional) {
        try {
            Class.forName(optional, false, SeraiContextPlugin.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException none) {
            return false;
        }
    }
}
