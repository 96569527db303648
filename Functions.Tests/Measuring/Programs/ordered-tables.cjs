// Orders the tables of Azurite by their keys, as those of Azure are ordered. Azurite goes through all rows of a table for each query, so a benchmark of a long
// table would measure Azurite. Here a query reads the range of keys that its filter names, and no other rows. All else is Azurite's own.
//
// Node.js loads this file before Azurite (--require). It also loads the rows of the files TABLE.jsonl in the folder of this file, in the format of --export: the
// table has them from its creation on.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const azurite = (...parts) => require(path.join(path.dirname(process.argv[1]), 'table', ...parts));
const Store = azurite('persistence', 'LokiTableMetadataStore.js').default;
const QueryGenerator = azurite('persistence', 'LokiTableStoreQueryGenerator.js').default;
const parse = azurite('persistence', 'QueryInterpreter', 'QueryParser.js').default;
const errors = azurite('errors', 'StorageErrorFactory.js').default;

const MOST_SINGLE_CHANGES = 1_000; // more of them cost less by sorting all

/** A sorted list of different texts. It is sorted when it is read. */
class SortedKeys {
  #sorted = [];
  #added = new Set();
  #removed = new Set();

  add(key) {
    if (!this.#removed.delete(key)) this.#added.add(key);
  }

  remove(key) {
    if (!this.#added.delete(key)) this.#removed.add(key);
  }

  /** Returns the keys from one key on. */
  *from(key) {
    this.#sort();
    for (let i = this.#place(key); i < this.#sorted.length; i++) yield this.#sorted[i];
  }

  #sort() {
    if (this.#added.size + this.#removed.size > MOST_SINGLE_CHANGES) {
      this.#sorted = [...this.#sorted.filter(key => !this.#removed.has(key)), ...this.#added].sort((a, b) => (a < b ? -1 : 1));
    } else {
      for (const key of this.#removed) this.#sorted.splice(this.#place(key), 1);
      for (const key of this.#added) this.#sorted.splice(this.#place(key), 0, key);
    }
    this.#added.clear();
    this.#removed.clear();
  }

  /** Returns the index of a key, or where it belongs. */
  #place(key) {
    let [first, end] = [0, this.#sorted.length];
    while (first < end) {
      const middle = (first + end) >>> 1;
      if (this.#sorted[middle] < key) first = middle + 1;
      else end = middle;
    }
    return first;
  }
}

/** The rows of a table, with the methods of a Loki collection that Azurite uses. */
class OrderedRows {
  #partitions = new Map();
  #keys = new SortedKeys();

  findOne({ PartitionKey, RowKey }) {
    return this.#partitions.get(PartitionKey)?.rows.get(RowKey) ?? null;
  }

  insert(row) {
    let partition = this.#partitions.get(row.PartitionKey);
    if (!partition) {
      this.#partitions.set(row.PartitionKey, (partition = { rows: new Map(), keys: new SortedKeys() }));
      this.#keys.add(row.PartitionKey);
    }
    if (!partition.rows.has(row.RowKey)) partition.keys.add(row.RowKey);
    partition.rows.set(row.RowKey, row);
  }

  update(row) {
    this.insert(row);
  }

  remove(row) {
    const partition = this.#partitions.get(row.PartitionKey);
    if (!partition?.rows.delete(row.RowKey)) return;
    partition.keys.remove(row.RowKey);
    if (partition.rows.size === 0) {
      this.#partitions.delete(row.PartitionKey);
      this.#keys.remove(row.PartitionKey);
    }
  }

  /** Returns the rows of a range of keys, in their order, from a place on. */
  *range({ PartitionKey: partitions, RowKey: rows }, place) {
    for (const partitionKey of this.#keys.from(later(partitions.from, place?.partition))) {
      if (partitionKey > partitions.to) return;
      const { rows: found, keys } = this.#partitions.get(partitionKey);
      for (const rowKey of keys.from(later(rows.from, partitionKey === place?.partition ? place.row : undefined))) {
        if (rowKey > rows.to) break;
        yield found.get(rowKey);
      }
    }
  }
}

const later = (a, b) => (b !== undefined && b > a ? b : a);

/** Returns the range of keys that contains all rows of a filter. A limit that is no part of the range is compared later. */
function boundsOf(filter) {
  const bounds = { PartitionKey: { from: '', to: '\uffff' }, RowKey: { from: '', to: '\uffff' } };
  if (filter && filter !== 'true' && filter !== 'false') narrow(parse(filter), bounds);
  return bounds;
}

function narrow(node, bounds) {
  if (node.name === 'and') {
    narrow(node.left, bounds);
    narrow(node.right, bounds);
    return;
  }
  const range = node.left?.name === 'id' && node.right?.name === 'constant' ? bounds[node.left.identifier] : undefined;
  const key = node.right?.value;
  if (!range || typeof key !== 'string') return;
  if (['eq', 'ge', 'gt'].includes(node.name) && key > range.from) range.from = key;
  if (['eq', 'le', 'lt'].includes(node.name) && key < range.to) range.to = key;
}

/** Returns the rows of a file. */
function load(file) {
  const rows = new OrderedRows();
  const now = new Date().toISOString().replace('Z', '0000Z');
  const eTag = `W/"datetime'${encodeURIComponent(now)}'"`;
  let rest = '';
  const handle = fs.openSync(file);
  const part = Buffer.alloc(1 << 22);
  const decoder = new (require('node:string_decoder').StringDecoder)('utf8');
  for (let size; (size = fs.readSync(handle, part)) > 0; ) {
    const lines = (rest + decoder.write(part.subarray(0, size))).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const { PartitionKey, RowKey, ...properties } = JSON.parse(line);
      properties.Timestamp = now;
      properties['Timestamp@odata.type'] = 'Edm.DateTime';
      rows.insert({ PartitionKey, RowKey, properties, lastModifiedTime: now, eTag });
    }
  }
  fs.closeSync(handle);
  return rows;
}

const loaded = new Map();
for (const file of fs.readdirSync(__dirname).filter(name => name.endsWith('.jsonl'))) {
  loaded.set(path.basename(file, '.jsonl').toLowerCase(), load(path.join(__dirname, file)));
}

const tables = new Map();
const nameOf = (account, table) => `${account}$${table}`.toLowerCase();

Object.assign(Store.prototype, {
  createCollectionForTable({ account, table }) {
    tables.set(nameOf(account, table), loaded.get(table.toLowerCase()) ?? new OrderedRows());
    loaded.delete(table.toLowerCase());
  },

  removeTableCollection(account, { table }) {
    tables.delete(nameOf(account, table));
  },

  getEntityCollection(account, table, context) {
    const rows = tables.get(nameOf(account, table));
    if (!rows) throw errors.getTableNotExist(context);
    return rows;
  },

  async queryTableEntities(context, account, table, options, nextPartitionKey, nextRowKey) {
    const rows = this.getEntityCollection(account, table, context);
    const matches = QueryGenerator.generateQueryForPersistenceLayer(options, context);
    const most = this.getMaxResultsOption(options);
    const place = nextPartitionKey === undefined ? undefined : { partition: this.decodeContinuationHeader(nextPartitionKey), row: this.decodeContinuationHeader(nextRowKey) ?? '' };
    const found = [];
    for (const row of rows.range(boundsOf(options.filter), place)) {
      if (matches(row) && found.push(row) > most) break;
    }
    const next = this.adjustQueryResultforTop(found, most);
    return [found, next.nextPartitionKeyResponse, next.nextRowKeyResponse];
  },

  async endBatchTransaction(account, table, _batchId, _context, succeeded) {
    const rows = tables.get(nameOf(account, table));
    if (!succeeded && rows) {
      this.rollbackEntityChanges(rows);
      this.removeEntitiesAddedInBatch(rows);
    }
    this.transactionRollbackTheseEntities = [];
    this.transactionDeleteTheseEntities = [];
  },
});
