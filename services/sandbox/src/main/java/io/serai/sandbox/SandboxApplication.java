package io.serai.sandbox;

import io.serai.hub.HubApplication;
import io.serai.hub.runtime.OutOfMemoryEnd;
import org.springframework.boot.SpringApplication;

/** Starts the sandbox. */
public final class SandboxApplication {

    private SandboxApplication() {}

    public static void main(String[] args) {
        OutOfMemoryEnd.install();
        application().run(args);
    }

    /** The hub as it is shipped, and around it what {@link SandboxConfiguration} adds. */
    static SpringApplication application() {
        SpringApplication application = new SpringApplication(HubApplication.class, SandboxConfiguration.class);
        application.setAdditionalProfiles("sandbox");
        application.addInitializers(new SandboxPorts());
        return application;
    }
}
