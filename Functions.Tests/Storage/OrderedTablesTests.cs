using System.Buffers;
using Azure;
using Azure.Data.Tables;
using Serverless.LocalHost;
using Serverless.Measuring.Programs;
using Serverless.Storage;
using Serverless.Storage.Exports;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

/// <summary>Tests that the ordered tables of the benchmarks do what those of Azurite do.</summary>
public sealed class OrderedTablesTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Partitions = 4;
    private const int Rows = 40;

    private static readonly string[] Filters =
    [
        "", "PartitionKey eq 'p1'", "PartitionKey eq 'p1' and RowKey ge 'r10' and RowKey lt 'r25'", "PartitionKey eq 'p1' and RowKey gt 'r10' and RowKey le 'r25'", "RowKey ge 'r10' and RowKey lt 'r25'",
        "PartitionKey gt 'p1' and RowKey ge 'r2' and RowKey lt 'r3'", "PartitionKey ge 'p1' and PartitionKey lt 'p3' and Number lt 50", "PartitionKey eq 'p1' and (RowKey lt 'r12' or RowKey gt 'r30')",
        "PartitionKey eq 'p1' and RowKey eq 'r12'", "PartitionKey eq 'none'", "PartitionKey ne 'p1' and not (Number ge 50)", "'p2' eq PartitionKey and RowKey lt 'r12'",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("ordered-tables-").FullName;
    private Azurite _ordered = null!;
    private TableClient[] _tables = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var (name, lines) = (TestApp.NewPrefix(), new ArrayBufferWriter<byte>());
        for (var row = 0; row < Rows; row++)
        {
            EntityLine.Write(Loaded(row), lines);
        }

        await File.WriteAllBytesAsync(Path.Combine(_folder, name + ".jsonl"), lines.WrittenMemory.ToArray(), Stop);
        _ordered = await OrderedAzurite.Start(_folder);
        _tables = [Table(azurite.ConnectionString), Table(_ordered.ConnectionString)];
        foreach (var table in _tables)
        {
            await table.CreateAsync(Stop);
        }

        for (var row = 0; row < Rows; row++)
        {
            await _tables[0].AddEntityAsync(Loaded(row), Stop);
        }

        TableClient Table(string connection) => new(connection, name, new TableClientOptions { Retry = { MaxRetries = 0 } });
    }

    public async ValueTask DisposeAsync()
    {
        await _ordered.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Queries_return_the_rows_of_azurite_after_any_changes()
    {
        await AssertEqual();
        var random = new Random(7);
        for (var round = 0; round < 30; round++)
        {
            var changes = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Change(random)).DistinctBy(change => change.Entity.RowKey).ToList();
            var outcomes = new List<int>();
            foreach (var table in _tables)
            {
                outcomes.Add(await Outcome(() => table.SubmitTransactionAsync(changes, Stop)));
            }

            Assert.Equal(outcomes[0], outcomes[1]);
            if (round % 5 == 4)
            {
                await AssertEqual();
            }
        }
    }

    [Fact]
    public async Task Rows_are_found_by_key_and_tables_end()
    {
        foreach (var (partition, row) in (ValueTuple<string, string>[])[("p0", "r10"), ("p0", "none"), ("none", "r10")])
        {
            Assert.Equal(Text(await _tables[0].Find(partition, row, Stop)), Text(await _tables[1].Find(partition, row, Stop)));
        }

        foreach (var table in _tables)
        {
            Assert.Equal(409, await Outcome(() => table.AddEntityAsync(Loaded(0), Stop)));
            Assert.Equal(412, await Outcome(() => table.UpdateEntityAsync(Loaded(0), new ETag("W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\""), TableUpdateMode.Replace, Stop)));
            Assert.Equal(0, await Outcome(async () => await table.UpdateEntityAsync(Loaded(0), (await table.Find("p0", "r10", Stop))!.ETag, TableUpdateMode.Replace, Stop)));
            await table.DeleteAsync(Stop);
            Assert.Equal(404, await Outcome(() => table.AddEntityAsync(Loaded(0), Stop)));
        }
    }

    private static TableEntity Loaded(int row) => new($"p{row % Partitions}", $"r{row + 10}")
    {
        ["Number"] = row * 2,
        ["Long"] = 1L << 40,
        ["Time"] = new DateTimeOffset(2026, 11, 29, 1, 2, 3, TimeSpan.Zero).AddTicks(row),
        ["Text"] = "täxt \"in\" quotes",
        ["Bytes"] = new byte[] { 1, 2, (byte)row },
        ["Flag"] = row % 2 == 0,
    };

    /// <summary>Returns a change of one partition that succeeds or fails.</summary>
    private static TableTransactionAction Change(Random random)
    {
        var entity = new TableEntity("p1", $"r{random.Next(10, 40)}") { [random.Next(2) == 0 ? "Number" : "Other"] = random.Next(100) };
        return random.Next(5) switch
        {
            0 => new(TableTransactionActionType.Add, entity),
            1 => new(TableTransactionActionType.Delete, entity, ETag.All),
            2 => new(TableTransactionActionType.UpsertReplace, entity),
            3 => new(TableTransactionActionType.UpsertMerge, entity),
            _ => new(TableTransactionActionType.UpdateMerge, entity, ETag.All),
        };
    }

    private static async Task<int> Outcome(Func<Task> call)
    {
        try
        {
            await call();
            return 0;
        }
        catch (RequestFailedException failure)
        {
            return failure.Status;
        }
    }

    private async Task AssertEqual()
    {
        foreach (var filter in Filters)
        {
            foreach (var pageSize in (int?[])[null, 3])
            {
                var pages = new List<List<string>>();
                foreach (var table in _tables)
                {
                    pages.Add(await table.QueryAsync<TableEntity>(filter, pageSize, cancellationToken: Stop).AsPages().Select(page => string.Join('\n', page.Values.Select(Text))).ToListAsync(Stop));
                }

                Assert.Equal((filter, string.Join("\n--\n", pages[0])), (filter, string.Join("\n--\n", pages[1])));
            }
        }
    }

    private static string Text(TableEntity? entity) => entity is null ? "none" : string.Join(' ', entity
        .Where(column => column.Key is not ("odata.etag" or "Timestamp"))
        .OrderBy(column => column.Key, StringComparer.Ordinal)
        .Select(column => $"{column.Key}={column.Value?.GetType().Name}:{(column.Value is byte[] bytes ? Convert.ToHexString(bytes) : column.Value)}"));
}
