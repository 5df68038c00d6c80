// Counted orders as they arrive: columns that double when full, so that an order never becomes an object.

export class GrowingColumns {
  length = 0;
  customer = new Uint32Array(1024);
  day = new Int32Array(1024);
  atMs = new Float64Array(1024);
  valueMinor = new Float64Array(1024);

  push(customer: number, day: number, atMs: number, valueMinor: number): void {
    const i = this.length;
    if (i === this.customer.length) this.#grow();
    this.customer[i] = customer;
    this.day[i] = day;
    this.atMs[i] = atMs;
    this.valueMinor[i] = valueMinor;
    this.length = i + 1;
  }

  #grow(): void {
    const size = this.length * 2;
    const customer = new Uint32Array(size);
    customer.set(this.customer);
    this.customer = customer;
    const day = new Int32Array(size);
    day.set(this.day);
    this.day = day;
    const atMs = new Float64Array(size);
    atMs.set(this.atMs);
    this.atMs = atMs;
    const valueMinor = new Float64Array(size);
    valueMinor.set(this.valueMinor);
    this.valueMinor = valueMinor;
  }
}
