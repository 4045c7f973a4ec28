package io.serai.hub;

import io.serai.hub.config.SeraiProperties;
import java.util.List;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/** Decides what this process becomes, once all is read that may say so. A role that there is not is told by the hub. */
final class NodeRole implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent prepared) {
        boolean locator = SeraiProperties.locatorAlone(prepared.getEnvironment());
        prepared.getSpringApplication()
                .addPrimarySources(List.of(locator ? LocatorApplication.class : HubApplication.class));
    }
}
