package io.serai.camel;

/** How an event is put into the message of another protocol. */
public enum BindingMode {
    /** The attributes as headers, the data as body. */
    BINARY,
    /** One JSON document with attributes and data. */
    STRUCTURED,
    /** The message as the route leaves it, without attributes. */
    NONE
}
