package io.serai.bench.chaos.clients;

import io.serai.bench.chaos.history.Entry.Transport;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends to a JMS queue that all nodes receive from. The messages of a key are one message group: the broker gives them to
 * one receiver at a time, as an application does that wants its order kept.
 */
final class JmsSender implements Sender {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final ActiveMQConnectionFactory factory;
    private final String queue;
    private @Nullable Connection connection;
    private @Nullable Session session;

    JmsSender(String url, String queue) {
        factory = new ActiveMQConnectionFactory(url);
        factory.setSendTimeout(TIMEOUT_MILLIS);
        factory.setConnectResponseTimeout(TIMEOUT_MILLIS);
        // as if the connection broke
        factory.setCloseTimeout(1);
        this.queue = queue;
    }

    @Override
    public Transport transport() {
        return Transport.JMS;
    }

    @Override
    public @Nullable String node() {
        return null;
    }

    @Override
    public Receipt send(Message message) {
        try {
            Session open = session();
            TextMessage text = open.createTextMessage(message.data());
            text.setStringProperty("JMSXGroupID", message.key());
            try (MessageProducer producer = open.createProducer(open.createQueue(queue))) {
                producer.send(text);
            }
            return Receipt.acknowledged();
        } catch (JMSException unknown) {
            close();
            return Receipt.failed();
        }
    }

    private Session session() throws JMSException {
        if (session == null) {
            connection = factory.createConnection();
            connection.start();
            session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        }
        return session;
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        session = null;
        if (open != null) {
            try {
                open.close();
            } catch (JMSException broken) {
                // it is what closing it was for
            }
        }
    }
}
