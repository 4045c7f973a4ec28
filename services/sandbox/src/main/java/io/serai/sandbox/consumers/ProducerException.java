package io.serai.sandbox.consumers;

/** A broker did not take a message. */
final class ProducerException extends Exception {

    private static final long serialVersionUID = 1L;

    ProducerException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
