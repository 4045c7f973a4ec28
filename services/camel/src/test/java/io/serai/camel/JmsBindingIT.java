package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.serai.delivery.Outcome;
import io.serai.store.StoreUnavailableException;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.camel.component.jms.JmsComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events to and from a real ActiveMQ broker. */
class JmsBindingIT {

    private final Routes routes = new Routes();
    private BrokerService broker;
    private ActiveMQConnectionFactory connections;
    private Connection connection;
    private Session session;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new BrokerService();
        broker.setPersistent(false);
        broker.setUseJmx(false);
        broker.addConnector("tcp://127.0.0.1:0");
        broker.start();
        broker.getSystemUsage().getMemoryUsage().setLimit(1 << 24);
        connections = new ActiveMQConnectionFactory(
                broker.getTransportConnectorByScheme("tcp").getPublishableConnectString());
        connection = connections.createConnection();
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        routes.context.addComponent("jms", JmsComponent.jmsComponentAutoAcknowledge(connections));
    }

    @AfterEach
    void stop() throws Exception {
        routes.close();
        connection.close();
        broker.stop();
    }

    private Message deliverTo(String from, CloudEvent event) throws Exception {
        routes.route(r -> r.from(from).to("jms:queue:out")).start();
        assertThat(routes.hub.only().deliver(event).get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.delivered());
        try (MessageConsumer consumer = session.createConsumer(session.createQueue("out"))) {
            return consumer.receive(5000);
        }
    }

    private static Map<String, Object> properties(Message message) throws JMSException {
        Map<String, Object> properties = new HashMap<>();
        for (Object name : Collections.list(message.getPropertyNames())) {
            properties.put((String) name, message.getObjectProperty((String) name));
        }
        return properties;
    }

    @Test
    void aMessageHasExactlyThePropertiesOfTheBinding() throws Exception {
        Message message = deliverTo("serai:subscribe/s?types=*", Routes.event());
        assertThat(properties(message))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("cloudEvents_specversion", "1.0"),
                        Map.entry("cloudEvents_id", "e-1"),
                        Map.entry("cloudEvents_source", "/legacy/orders"),
                        Map.entry("cloudEvents_type", "shop.order.placed"),
                        Map.entry("cloudEvents_subject", "o-4711"),
                        Map.entry("cloudEvents_correlationid", "tx-1"),
                        Map.entry("cloudEvents_traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                        Map.entry("Content_HYPHEN_Type", "application/json"),
                        Map.entry("serai_attempt", "1"),
                        Map.entry("serai_position", "12-345"),
                        Map.entry("serai_incarnation", "7"),
                        Map.entry("Idempotency_Key", "s~12-345")));
        assertThat(((TextMessage) message).getText()).contains("Zoë");
    }

    @Test
    void dataThatIsNoTextIsSentAsBytes() throws Exception {
        Message message = deliverTo(
                "serai:subscribe/s?types=*",
                CloudEventBuilder.v1(Routes.event())
                        .withDataContentType("application/octet-stream")
                        .withData(new byte[] {1, 2, -3})
                        .build());
        byte[] bytes = new byte[3];
        ((BytesMessage) message).readBytes(bytes);
        assertThat(bytes).containsExactly(1, 2, -3);
    }

    @Test
    void structuredModeIsOneDocument() throws Exception {
        Message message = deliverTo("serai:subscribe/s?types=*&binding=structured", Routes.event());
        assertThat(properties(message))
                .containsOnlyKeys(
                        "Content_HYPHEN_Type",
                        "serai_attempt",
                        "serai_position",
                        "serai_incarnation",
                        "Idempotency_Key");
        assertThat(EventFormatProvider.getInstance()
                        .resolveFormat(JsonFormat.CONTENT_TYPE)
                        .deserialize(((TextMessage) message).getText().getBytes(StandardCharsets.UTF_8))
                        .getType())
                .isEqualTo("shop.order.placed");
    }

    @Test
    void whatOneHubSendsAnotherOneTakesAsItWas() throws Exception {
        routes.route(r -> {
                    r.from("serai:subscribe/s?types=*").to("jms:queue:between");
                    r.from("jms:queue:between").to("serai:publish");
                })
                .start();
        routes.hub.only().deliver(Routes.event()).get(10, TimeUnit.SECONDS);
        await().until(() -> !routes.hub.published.isEmpty() || !routes.hub.rejected.isEmpty());
        CloudEvent event = routes.hub.onlyPublished();
        for (String attribute : Routes.event().getAttributeNames()) {
            assertThat(event.getAttribute(attribute))
                    .as(attribute)
                    .isEqualTo(Routes.event().getAttribute(attribute));
        }
        assertThat(event.getExtension("correlationid")).isEqualTo("tx-1");
        assertThat(event.getData().toBytes()).isEqualTo(Routes.event().getData().toBytes());
    }

    @Test
    void aMessageThatComesAgainHasTheSameIdAndIsNotAcknowledgedBeforeItIsKept() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        routes.hub.answer = event -> tries.incrementAndGet() < 3
                ? CompletableFuture.failedFuture(new StoreUnavailableException("opening", Duration.ofSeconds(1)))
                : CompletableFuture.completedFuture(routes.hub.appended(event, false));
        JmsComponent jms = routes.context.getComponent("jms", JmsComponent.class);
        org.apache.activemq.RedeliveryPolicy soon = new org.apache.activemq.RedeliveryPolicy();
        soon.setInitialRedeliveryDelay(0);
        soon.setRedeliveryDelay(1);
        connections.setRedeliveryPolicy(soon);
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        routes.route(r -> r.from("jms:queue:in").to("serai:publish?type=t")).start();
        TextMessage message = session.createTextMessage("{\"a\":1}");
        message.setStringProperty("tenant", "acme");
        session.createProducer(session.createQueue("in")).send(message);
        await().until(() -> tries.get() == 3);
        assertThat(routes.hub.published).extracting(CloudEvent::getId).containsOnly(message.getJMSMessageID() + "~t");
        assertThat(routes.hub.published.get(0).getTime().toInstant().toEpochMilli())
                .isEqualTo(message.getJMSTimestamp());
        assertThat(routes.hub.published.get(0).getDataContentType()).isEqualTo("application/json");
        try (MessageConsumer dlq = session.createConsumer(session.createQueue("ActiveMQ.DLQ"))) {
            assertThat(dlq.receiveNoWait()).isNull();
        }
    }

    @Test
    void headersFromOutsideSteerNothing() throws Exception {
        routes.route(r -> r.from("jms:queue:in").to("mock:in").to("serai:publish?type=by.route&source=/by/route"))
                .start();
        TextMessage message = session.createTextMessage("x");
        message.setStringProperty("CamelCloudEventType", "forged");
        message.setStringProperty("CamelCloudEventSource", "/forged");
        message.setStringProperty("CamelSeraiRejected", "forged");
        message.setStringProperty("Long_HYPHEN_Running_HYPHEN_Action", "http://forged");
        message.setStringProperty("org_DOT_apache_DOT_camel_DOT_x", "forged");
        message.setStringProperty("cloudEvents_specversion", "1.0");
        message.setStringProperty("cloudEvents_type", "theirs");
        message.setStringProperty("cloudEvents_id", "theirs-1");
        message.setStringProperty("tenant", "acme");
        session.createProducer(session.createQueue("in")).send(message);
        await().until(() -> !routes.hub.published.isEmpty() || !routes.hub.rejected.isEmpty());
        CloudEvent event = routes.hub.onlyPublished();
        assertThat(event.getType()).isEqualTo("by.route");
        assertThat(event.getSource()).hasToString("/by/route");
        assertThat(event.getId()).isEqualTo("theirs-1");
        assertThat(routes.context
                        .getEndpoint("mock:in", org.apache.camel.component.mock.MockEndpoint.class)
                        .getExchanges()
                        .get(0)
                        .getMessage()
                        .getHeaders())
                .containsEntry("tenant", "acme")
                .doesNotContainKeys(
                        "CamelCloudEventType",
                        "CamelCloudEventSource",
                        "CamelSeraiRejected",
                        "Long-Running-Action",
                        "org.apache.camel.x");
    }

    @Test
    void aBrokerThatIsGoneIsAFailureOfTheTarget() throws Exception {
        routes.route(r -> r.from("serai:subscribe/s?types=*").to("jms:queue:out"))
                .start();
        broker.stop();
        Outcome outcome = routes.hub.only().deliver(Routes.event()).get(20, TimeUnit.SECONDS);
        assertThat(((Outcome.Failed) outcome).failure().targetDown()).isTrue();
    }
}
