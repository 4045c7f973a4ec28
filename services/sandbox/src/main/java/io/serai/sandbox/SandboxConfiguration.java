package io.serai.sandbox;

import io.serai.hub.config.SeraiProperties;
import io.serai.hub.runtime.HubRuntime;
import io.serai.sandbox.consumers.Arrivals;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What the sandbox adds to the hub. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SandboxSettings.class)
class SandboxConfiguration {

    @Bean
    Console sandboxConsole(Welcome welcome, ObjectProvider<PrintStream> out) {
        return new Console(out.getIfAvailable(() -> System.out), Clock.systemDefaultZone(), welcome::redrive);
    }

    @Bean
    SandboxSystems sandboxSystems(SandboxSettings settings, SeraiProperties hub, List<Arrivals> arrivals) {
        return new SandboxSystems(
                settings,
                hub.dataDir(),
                (arrival, outcome) -> arrivals.forEach(each -> each.arrived(arrival, outcome)));
    }

    @Bean
    Welcome sandboxWelcome(SandboxSettings settings, Environment environment) {
        return new Welcome(
                "http://127.0.0.1:" + environment.getProperty("server.port"),
                "http://127.0.0.1:" + environment.getProperty("management.server.port"),
                "http://127.0.0.1:" + settings.consumersPort(),
                "127.0.0.1:" + settings.kafkaPort(),
                "tcp://127.0.0.1:" + settings.activemqPort(),
                "user and password: in the line above that begins with Hawtio, or as serai.hawtio.password says");
    }

    @Bean
    HubWatch hubWatch(HubRuntime runtime, Welcome welcome, Console console) {
        return new HubWatch(runtime, welcome, console);
    }
}
