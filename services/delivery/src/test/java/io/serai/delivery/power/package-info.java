/** What delivery keeps when the power goes. */
package io.serai.delivery.power;
