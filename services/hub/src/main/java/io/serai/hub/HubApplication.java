package io.serai.hub;

import io.serai.hub.runtime.OutOfMemoryEnd;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** One node of the hub. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class HubApplication {

    public static void main(String[] arguments) {
        OutOfMemoryEnd.install();
        SpringApplication.run(HubApplication.class, arguments);
    }
}
