package io.serai.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the sandbox adds to the hub. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SandboxSettings.class)
class SandboxConfiguration {

    @Bean
    Console sandboxConsole() {
        return new Console(System.out, Clock.systemDefaultZone());
    }

    @Bean
    SandboxSystems sandboxSystems(
            SandboxSettings settings, @Value("${serai.data-dir:./data}") Path data, Console console) {
        return new SandboxSystems(settings, data, console);
    }
}
