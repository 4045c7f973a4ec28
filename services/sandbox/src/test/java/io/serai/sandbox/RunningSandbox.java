package io.serai.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serai.sandbox.consumers.Arrivals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The sandbox in this process, on free ports. */
final class RunningSandbox implements AutoCloseable {

    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    final int http = Ports.free();
    final int management = Ports.free();
    final int consumers = Ports.free();
    final int kafka = Ports.free();
    final int activemq = Ports.free();
    final Recorder recorder = new Recorder();
    final Api api = new Api("http://127.0.0.1:" + http);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ConfigurableApplicationContext context;

    RunningSandbox(Path data, Path routes) {
        SpringApplication application = SandboxApplication.application();
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean("recorder", Arrivals.class, () -> recorder);
            beans.registerBean("printed", PrintStream.class, () -> new PrintStream(printed, true, UTF_8));
        });
        context = application.run(arguments(data, routes));
    }

    String[] arguments(Path data, Path routes) {
        return Stream.concat(
                        Stream.of(
                                "--serai.data-dir=" + data,
                                "--serai.routes=" + routes,
                                "--serai.cluster.locator-port=0"),
                        List.of(
                                        "server.port=" + http,
                                        "management.server.port=" + management,
                                        "serai.sandbox.consumers-port=" + consumers,
                                        "serai.sandbox.kafka-port=" + kafka,
                                        "serai.sandbox.activemq-port=" + activemq)
                                .stream()
                                .map(argument -> "--" + argument))
                .toArray(String[]::new);
    }

    /** What stands on the console. */
    String printed() {
        return printed.toString(UTF_8);
    }

    Welcome welcome() {
        return context.getBean(Welcome.class);
    }

    String kafkaBrokers() {
        return "127.0.0.1:" + kafka;
    }

    String activemqUrl() {
        return "tcp://127.0.0.1:" + activemq;
    }

    boolean ready() {
        try {
            return "UP"
                    .equals(new Api("http://127.0.0.1:" + management)
                            .get("/actuator/health/readiness")
                            .path("status")
                            .asText());
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
