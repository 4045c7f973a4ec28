package io.serai.test.internal;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentResolver;
import org.jspecify.annotations.Nullable;

/** Resolves the schemes of systems outside to stand-ins, all others as before. */
final class OutsideResolver implements ComponentResolver {

    private final ComponentResolver others;
    private final Set<String> outside;

    OutsideResolver(ComponentResolver others, Set<String> outside) {
        this.others = others;
        this.outside = Set.copyOf(outside);
    }

    @Override
    public @Nullable Component resolveComponent(String name, CamelContext context) throws Exception {
        return outside.contains(name) ? new OutsideComponent(context) : others.resolveComponent(name, context);
    }
}
