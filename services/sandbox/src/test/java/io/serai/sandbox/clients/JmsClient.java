package io.serai.sandbox.clients;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Collections;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;

/** Sends over JMS as any application does; for one thread. */
public final class JmsClient implements AutoCloseable {

    private final Connection connection;
    private final Session session;

    public JmsClient(String url) throws JMSException {
        connection = new ActiveMQConnectionFactory(url).createConnection();
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    /** Returns once the broker has acknowledged it. */
    public void send(String queue, String body, Map<String, String> properties) throws JMSException {
        send(queue, session.createTextMessage(body), properties);
    }

    /** As bytes. */
    public void send(String queue, byte[] body, Map<String, String> properties) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(body);
        send(queue, message, properties);
    }

    private void send(String queue, Message message, Map<String, String> properties) throws JMSException {
        for (Map.Entry<String, String> property : properties.entrySet()) {
            message.setStringProperty(property.getKey(), property.getValue());
        }
        try (var producer = session.createProducer(session.createQueue(queue))) {
            producer.send(message);
        }
    }

    /** How many messages nobody has acknowledged. */
    public int browse(String queue) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            return Collections.list(browser.getEnumeration()).size();
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
