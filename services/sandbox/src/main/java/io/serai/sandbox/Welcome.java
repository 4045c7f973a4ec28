package io.serai.sandbox;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the sandbox shows once it is ready: where everything is, and what to try.
 *
 * @param api the HTTP API of the hub
 * @param management its health, metrics and Hawtio
 * @param consumers the stand-in services
 * @param login how to log in to Hawtio
 */
record Welcome(String api, String management, String consumers, String kafka, String activemq, String login) {

    /** Something to try, as it is typed. */
    record Example(String shows, String command) {}

    List<Example> examples() {
        return List.of(
                new Example(
                        "HTTP -> Geode -> ActiveMQ",
                        """
                        curl -X POST %s/events -H 'ce-specversion: 1.0' -H "ce-id: $(date +%%s)" -H 'ce-source: /curl' \\
                          -H 'ce-type: shop.order.paid' -H 'ce-subject: A-1' \\
                          -H 'Content-Type: application/json' -d '{"orderId": "A-1"}'"""
                                .formatted(api)),
                new Example(
                        "Kafka -> Geode -> HTTP; with \"fail\" three attempts are refused: a dead letter, to be redriven",
                        """
                        curl -X POST %s/kafka/orders -d '{"orderId": "A-2", "amount": 20, "fail": 3}'"""
                                .formatted(consumers)),
                new Example(
                        "JMS -> Geode -> Kafka",
                        """
                        curl -X POST %s/jms/payments -d '{"orderId": "A-3", "amount": 30}'"""
                                .formatted(consumers)));
    }

    /** The command that sends a dead letter again. */
    String redrive(String letter) {
        return "curl -X POST %s/dead-letters/%s/redrive".formatted(api, letter);
    }

    String text() {
        String tries = examples().stream()
                .map(example -> "# " + example.shows() + "\n" + example.command())
                .collect(Collectors.joining("\n\n"));
        return """

                The hub is running; Ctrl-C stops it. What it keeps is there again at the next start.

                  HTTP API    %s   (OpenAPI: /openapi)
                  health      %s/actuator/health
                  Hawtio      %s/actuator/hawtio   %s
                  Kafka       %s
                  ActiveMQ    %s
                  consumers   %s   (POST /fail?times=2&status=503 makes the next two deliveries fail)

                Try it, and watch here:

                %s
                """
                .formatted(
                        api,
                        management,
                        management,
                        login,
                        kafka,
                        activemq,
                        consumers,
                        tries.indent(2).stripTrailing());
    }
}
