package io.serai.hub;

import io.serai.hub.runtime.OutOfMemoryEnd;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** One node of the hub; or, as {@link NodeRole} decides, a locator alone. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class HubApplication {

    public static void main(String[] arguments) {
        OutOfMemoryEnd.install();
        SpringApplication application = new SpringApplication();
        application.addListeners(new NodeRole());
        application.run(arguments);
    }
}
