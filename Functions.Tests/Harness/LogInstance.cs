using System.Collections.Immutable;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serverless.Domain.CallLog;
using Serverless.Storage;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Harness;

/// <summary>Runs only the call log of one instance of the product. Several instances share the tables of a prefix.</summary>
public sealed class LogInstance : IDisposable
{
    private readonly CallBuffer _buffer = new();
    private readonly StorageGates _gates = new(Options.Create(new StorageOptions()), TestApp.NoCircuit);

    public LogInstance(AzuriteFixture azurite, string prefix, TimeProvider time, int flushSeconds = 5)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(StorageConnection.Setting, azurite.ConnectionString)])
            .Build();
        var options = Options.Create(new CallLogOptions { FlushSeconds = flushSeconds });
        Tables = new Tables(new StorageClients(configuration, _gates, [Transactions, Faults, Received]), Options.Create(new StorageOptions { Prefix = prefix }));
        Time = time;
        var rows = new CallBatchRows(Tables);
        Series = new CallSeries(Tables, new CallSeriesRows(Tables), new CallCountRows(Tables), options, time);
        Flush = new FlushCalls(_buffer, rows, [], options, time, NullLogger<FlushCalls>.Instance);
        Reader = new ReadCalls(rows, Series, Flush, time);
        Events = new EventCounts(new CallCountRows(Tables), time, NullLogger<EventCounts>.Instance);
        Totals = new CallTotals(Series, Flush, Events, options, time);
        Search = new SearchCalls(rows, Series, Flush, time);
    }

    public Faults Faults { get; } = new();

    public StorageTransactions Transactions { get; } = new();

    public TimeProvider Time { get; }

    public ReceivedBytes Received { get; } = new();

    public Tables Tables { get; }

    public CallBuffer Buffer => _buffer;

    public CallSeries Series { get; }

    public FlushCalls Flush { get; }

    public ReadCalls Reader { get; }

    public SearchCalls Search { get; }

    public EventCounts Events { get; }

    public CallTotals Totals { get; }

    public async Task<LogInstance> Prepare()
    {
        await Tables.CallLogStats.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        await Tables.Accounts.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Returns every row of the statistics, without the values that differ at every write.</summary>
    public async Task<ImmutableSortedDictionary<string, string>> Statistics()
    {
        var rows = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        await foreach (var row in Tables.CallLogStats.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken))
        {
            rows[row.RowKey] = string.Join(' ', row
                .Where(column => column.Key is not ("odata.etag" or "Timestamp" or TableExtensions.Revision))
                .OrderBy(column => column.Key, StringComparer.Ordinal)
                .Select(column => $"{column.Key}={(column.Value is byte[] bytes ? Convert.ToHexString(bytes) : column.Value)}"));
        }

        return rows.ToImmutable();
    }

    public void Dispose()
    {
        Flush.Dispose();
        Events.Dispose();
        _buffer.Dispose();
        _gates.Dispose();
    }
}
