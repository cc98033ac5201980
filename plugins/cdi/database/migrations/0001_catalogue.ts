import { PluginMigration } from '@preau/kit/migrations'

export default class extends PluginMigration {
  async up() {
    this.imports()
    this.records()
    this.index()
    this.desk()
    this.lists()
  }

  private imports() {
    this.schoolTable('imports', (table) => {
      this.member(table, 'author_id')
      table.text('name').notNullable()
      table.text('state').notNullable().defaultTo('reading')
      table.text('encoding')
      table.jsonb('report').notNullable().defaultTo('{}')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['school_id', 'created_at', 'id'])
      table.index(['school_id', 'author_id'])
    })
    this.attachable('imports')
    this.schoolTable('import_lines', (table) => {
      table.uuid('import_id').notNullable()
      table.integer('number').notNullable()
      table.text('outcome').notNullable()
      table.text('code')
      table.text('title').notNullable().defaultTo('')
      table.uuid('record_id')
      follows(table, 'import_id', 'imports')
      table.index(['school_id', 'import_id', 'outcome', 'number'])
    })
    this.schoolTable('lookups', (table) => {
      this.member(table, 'author_id')
      table.text('isbn').notNullable()
      table.text('state').notNullable().defaultTo('waiting')
      table.text('code')
      table.jsonb('found').notNullable().defaultTo('[]')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['school_id', 'author_id'])
      table.index(['school_id', 'created_at'])
    })
  }

  private records() {
    this.schoolTable('records', (table) => {
      for (const name of ['title', 'subtitle', 'responsibility', 'publisher', 'collection'])
        table.text(name).notNullable().defaultTo('')
      for (const name of ['extent', 'language', 'summary', 'classification', 'level'])
        table.text(name).notNullable().defaultTo('')
      table.specificType('authors', 'text[]').notNullable().defaultTo('{}')
      table.specificType('subjects', 'text[]').notNullable().defaultTo('{}')
      table.smallint('year')
      table.text('support').notNullable().defaultTo('book')
      table.text('isbn')
      table.text('url')
      table.specificType('sort_title', 'text collate "C"').notNullable().defaultTo('')
      table.binary('marc').notNullable()
      table.text('origin').notNullable().defaultTo('form')
      table.uuid('import_id')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.foreign(['school_id', 'import_id']).references(['school_id', 'id']).inTable('imports')
      table.index(['school_id', 'sort_title', 'id'])
      table.index(['school_id', 'import_id'])
    })
    this.schoolTable('record_keys', (table) => {
      table.uuid('record_id').notNullable()
      table.text('value').notNullable()
      follows(table, 'record_id', 'records')
      table.index(['school_id', 'value'])
      table.index(['school_id', 'record_id'])
    })
    this.schoolTable('copies', (table) => {
      table.uuid('record_id').notNullable()
      table.text('barcode').notNullable()
      table.text('call_number').notNullable().defaultTo('')
      table.text('place').notNullable().defaultTo('')
      table.text('state').notNullable().defaultTo('good')
      table.text('note').notNullable().defaultTo('')
      table.integer('times_lent').notNullable().defaultTo(0)
      table.uuid('import_id')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.foreign(['school_id', 'record_id']).references(['school_id', 'id']).inTable('records')
      table.unique(['school_id', 'barcode'])
      table.index(['school_id', 'record_id', 'id'])
      table.index(['school_id', 'import_id'])
    })
  }

  /** What records are found by: of the same id as the record. Words and their number follow by a trigger. */
  private index() {
    this.schoolTable('entries', (table) => {
      table.specificType('vector', 'tsvector').notNullable().defaultTo('')
      table.specificType('facets', 'text[]').notNullable().defaultTo('{}')
      table.specificType('words', 'text[]').notNullable().defaultTo('{}')
      table.boolean('free').notNullable().defaultTo(false)
      follows(table, 'id', 'records')
    })
    this.schoolTable('words', (table) => {
      table.specificType('word', 'text collate "C"').notNullable()
      table.integer('uses').notNullable()
      table.unique(['school_id', 'word'])
    })
    this.schema.raw(
      `create index entries_found on entries using gin (school_id, vector, facets) with (fastupdate = off)`
    )
    this.schema.raw(
      `create index words_alike on words using gin (school_id, word gin_trgm_ops) with (fastupdate = off)`
    )
    this.schema.raw(COUNT_WORDS)
    for (const [event, tables] of [
      ['insert', 'new table as coming'],
      ['delete', 'old table as going'],
      ['update', 'old table as going new table as coming'],
    ])
      this.schema.raw(
        `create trigger count_words_${event} after ${event} on entries referencing ${tables}
         for each statement execute function count_words()`
      )
    this.searches()
  }

  private searches() {
    // asked for no facet, the index would give back all of it
    const filter = `(wanted = '{}' or facets @> wanted) and (free or not free_only)`
    for (const [name, asked, condition] of [
      ['find', 'query tsquery, ', `vector @@ query and ${filter}`],
      ['browse', '', filter],
    ]) {
      const rank = asked ? `ts_rank_cd('{0.05,0.2,0.6,1.0}', vector, query, 1)` : '0::real'
      this.search(`${name}_entries`, {
        over: ['entries'],
        parameters: `${asked}wanted text[], free_only boolean, most integer, skip integer`,
        returns: 'id uuid, rank real, total bigint',
        select: `with hits as materialized (select id, vector from entries where ${condition} limit 2000)
          select id, ${rank} as rank, count(*) over () as total from hits
          order by rank desc, id desc limit most offset skip`,
      })
      this.search(`${name}_facets`, {
        over: ['entries'],
        parameters: `${asked}wanted text[], free_only boolean, most integer`,
        returns: 'facet text, hits bigint',
        select: `with hits as materialized (select facets, free from entries where ${condition} limit 10000),
          counted as (select facet, count(*) as hits from hits, unnest(facets) as facet group by facet
            union all select 'f:1', count(*) filter (where free) from hits),
          placed as (select facet, hits, row_number() over (partition by left(facet, 2) order by hits desc, facet) as place from counted)
          select facet, hits from placed where place <= most and hits > 0 order by left(facet, 2), place`,
      })
    }
    this.search('complete_words', {
      over: ['words'],
      parameters: 'typed text[], forced boolean, swapped_of text[], swapped text[]',
      returns: 'typed text, form text, distance integer, uses integer',
      settings: { 'pg_trgm.similarity_threshold': 0.25 },
      select: COMPLETE,
    })
  }

  private desk() {
    this.schoolTable('cards', (table) => {
      this.member(table, 'member_id').notNullable()
      table.text('code').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.unique(['school_id', 'member_id'])
      table.unique(['school_id', 'code'])
    })
    this.schoolTable('loans', (table) => {
      table.uuid('copy_id').notNullable()
      this.member(table, 'member_id')
      table.timestamp('lent_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.date('due_on').notNullable()
      table.smallint('renewals').notNullable().defaultTo(0)
      table.timestamp('returned_at', { useTz: true })
      table.timestamp('reminded_at', { useTz: true })
      table.foreign(['school_id', 'copy_id']).references(['school_id', 'id']).inTable('copies')
      table.index(['school_id', 'member_id', 'due_on', 'id'])
      table.index(['school_id', 'due_on', 'id'])
      table.index(['school_id', 'copy_id'])
    })
    this.schema.raw(
      'create unique index loans_out on loans (school_id, copy_id) where returned_at is null'
    )
    this.schoolTable('reservations', (table) => {
      table.uuid('record_id').notNullable()
      this.member(table, 'member_id').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.uuid('copy_id')
      table.date('until')
      follows(table, 'record_id', 'records')
      table.foreign(['school_id', 'copy_id']).references(['school_id', 'id']).inTable('copies')
      table.unique(['school_id', 'record_id', 'member_id'])
      table.unique(['school_id', 'copy_id'])
      table.index(['school_id', 'record_id', 'created_at', 'id'])
      table.index(['school_id', 'member_id'])
    })
  }

  private lists() {
    this.schoolTable('lists', (table) => {
      table.text('title').notNullable()
      table.text('note').notNullable().defaultTo('')
      this.member(table, 'author_id')
      table.timestamp('created_at', { useTz: true }).notNullable().defaultTo(this.now())
      table.index(['school_id', 'created_at', 'id'])
      table.index(['school_id', 'author_id'])
    })
    this.schoolTable('list_audiences', (table) => {
      table.uuid('list_id').notNullable()
      this.group(table, 'group_id')
      table.text('profile')
      follows(table, 'list_id', 'lists')
      table.index(['school_id', 'list_id'])
    })
    this.schoolTable('list_items', (table) => {
      table.uuid('list_id').notNullable()
      table.uuid('record_id').notNullable()
      table.integer('position').notNullable()
      follows(table, 'list_id', 'lists')
      follows(table, 'record_id', 'records')
      table.unique(['school_id', 'list_id', 'record_id'])
      table.index(['school_id', 'record_id'])
    })
  }
}

type Table = Parameters<Parameters<PluginMigration['schoolTable']>[1]>[0]

/** A row goes with the one that it belongs to. */
function follows(table: Table, column: string, parent: string) {
  table
    .foreign(['school_id', column])
    .references(['school_id', 'id'])
    .inTable(parent)
    .onDelete('CASCADE')
}

const tally = (table: string, sign: string) =>
  `select school_id, word, ${sign}1 as uses from ${table}, unnest(words) as word`
const write = (source: string) => `
    insert into words (school_id, word, uses)
      select school_id, word, sum(uses) from (${source}) as change group by school_id, word having sum(uses) <> 0
      order by school_id, word
    on conflict (school_id, word) do update set uses = words.uses + excluded.uses;`

/** Keeps the words of a school with the number of records that hold each, in order so that two writers never wait in a ring. */
const COUNT_WORDS = `
create function count_words() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'INSERT' then ${write(tally('coming', '+'))}
  elsif tg_op = 'DELETE' then ${write(tally('going', '-'))}
    delete from words where uses <= 0 and word in (select unnest(words) from going);
  else ${write(`${tally('going', '-')} union all ${tally('coming', '+')}`)}
    delete from words where uses <= 0 and word in (select unnest(words) from going);
  end if;
  return null;
end $$`

/**
 * The words of the school that a typed word may stand for: itself, what it begins, and, where it is none of them or
 * \`forced\`, those at most two letters away; two letters swapped are looked up as they are.
 */
const COMPLETE = `
with asked as (
  select one.word, exists (select from words k where k.word = one.word) as known from unnest(typed) as one (word)),
alike as (
  select a.word as typed, k.word as form, 0 as distance, k.uses from asked a join words k on k.word = a.word
  union all
  select a.word, k.word, 1, k.uses from asked a
  cross join lateral (select word, uses from words b where not a.known
    and b.word >= a.word and b.word < a.word || chr(1114111) order by uses desc limit 5) as k
  union all
  select s.typed, k.word, 1, k.uses from unnest(swapped_of, swapped) as s (typed, word)
  join words k on k.word = s.word join asked a on a.word = s.typed where forced or not a.known
  union all
  select a.word, k.word, levenshtein(k.word, a.word), k.uses from asked a
  cross join lateral (select word, uses from words b where (forced or not a.known) and length(a.word) between 3 and 30
    and b.word % a.word and length(b.word) between length(a.word) - 2 and length(a.word) + 2
    and levenshtein_less_equal(b.word, a.word, 2) <= 2 order by levenshtein(b.word, a.word), uses desc limit 12) as k)
select a.typed, a.form, min(a.distance)::integer, max(a.uses) from alike a group by a.typed, a.form`
