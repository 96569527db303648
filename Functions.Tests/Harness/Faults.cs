using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Serverless.LocalHost.Sockets;
using Serverless.Storage;

namespace Serverless.Tests.Harness;

/// <summary>
/// Injects faults of storage where they occur in production: between the client library and the service, below the retries. The service is always the
/// real one. Functions that a queue or a timer starts have no faults, because they can run at any time, for an earlier test: see <see cref="OfTrigger"/>.
/// </summary>
public sealed class Faults : HttpPipelinePolicy
{
    private const string TriggerMark = "Serverless.Tests.Trigger";

    private static readonly Dictionary<string, object?> TriggerMarks = new() { [TriggerMark] = true };

    // Long enough for work in progress, unless an earlier fault holds it.
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<HeldRequests> _held = [];
    private Func<Request, Fault> _next = _ => Fault.None;
    private int _writes;
    private bool _hasDied;
    private bool _dies;

    /// <summary>Gets or sets a function that waits for the follow-up work of earlier calls, so that a fault affects only later work.</summary>
    public Func<Task> Settle { get; set; } = () => Task.CompletedTask;

    /// <summary>Gets the number of writes since the last <see cref="Clear"/>, without those of functions that a queue or a timer started.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Gets whether a request was stopped by the end of the process since the last <see cref="Clear"/>.</summary>
    public bool HasDied => Volatile.Read(ref _hasDied);

    public void Clear()
    {
        _next = _ => Fault.None;
        Volatile.Write(ref _writes, 0);
        Volatile.Write(ref _hasDied, false);
        _dies = false;
    }

    /// <summary>
    /// Exempts the requests of the current method, and of those it calls, from faults until disposed. A process that has died stays dead for them too.
    /// </summary>
    public static IDisposable OfTrigger() => HttpPipeline.CreateHttpMessagePropertiesScope(TriggerMarks);

    /// <summary>
    /// Ends all faults and releases all held requests, so that the app can stop in order. A process that dies stays dead: its stop writes nothing.
    /// </summary>
    public void End()
    {
        _held.ForEach(held => held.Release());
        if (!_dies)
        {
            Clear();
        }
    }

    /// <summary>Ends the process after a number of further writes: no request reaches storage any more, including clean-up.</summary>
    public void DieAfterWrites(int count)
    {
        Settled();
        Clear();
        _dies = true;
        _next = request => Writes > count || (!IsWrite(request) && count > 0 && Writes == count) ? Fault.Die : Fault.None;
    }

    /// <summary>Fails each matching request without executing it: the service answers 503, or another status.</summary>
    public void FailBefore(Func<Request, bool> which, int times = int.MaxValue, int status = 503) => Arm(Times(which, times, Fault.Before with { Status = status }));

    /// <summary>Executes each matching request and loses its response: the client sees 500.</summary>
    /// <param name="which">The requests.</param>
    /// <param name="times">How many requests at most.</param>
    /// <param name="meanwhile">What else happens before the client sees the failure.</param>
    public void FailAfter(Func<Request, bool> which, int times = int.MaxValue, Func<Task>? meanwhile = null) =>
        Arm(Times(which, times, Fault.After with { Meanwhile = meanwhile }));

    /// <summary>Holds each matching request.</summary>
    /// <param name="which">The requests.</param>
    /// <param name="times">How many requests at most.</param>
    public HeldRequests Hold(Func<Request, bool> which, int times = int.MaxValue) => ArmHold(which, times, FaultKind.Hold);

    /// <summary>Executes each matching request and holds its response.</summary>
    public HeldRequests HoldResponse(Func<Request, bool> which) => ArmHold(which, int.MaxValue, FaultKind.HoldResponse);

    /// <summary>Calls an action with each request, and has no faults.</summary>
    public void Watch(Action<Request> action) => Arm(request =>
    {
        action(request);
        return Fault.None;
    });

    /// <summary>Returns whether a request is for a table, other than a transaction, which names its table only in its body.</summary>
    public static bool IsOf(Request request, TableClient table) => request.Uri.Path.Contains(table.Name, StringComparison.Ordinal);

    /// <summary>Returns whether a request is a transaction of any table.</summary>
    public static bool IsTransaction(Request request) => request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);

    /// <summary>Returns whether a request is a transaction of a table.</summary>
    public static bool IsTransactionOf(Request request, TableClient table)
    {
        if (!IsTransaction(request))
        {
            return false;
        }

        using var content = new MemoryStream();
        request.Content!.WriteTo(content, CancellationToken.None);
        return Encoding.UTF8.GetString(content.ToArray()).Contains($"/{table.Name}", StringComparison.Ordinal);
    }

    /// <summary>
    /// Returns whether a request is the transaction of a change of a user or of the settings. The background writes transactions of other tables at any time,
    /// such as those of the call log.
    /// </summary>
    public static bool IsChange(Request request, Tables tables) => IsTransactionOf(request, tables.Accounts) || IsTransactionOf(request, tables.Settings);

    /// <summary>Returns whether a request changes storage.</summary>
    public static bool IsWrite(Request request) => request.Method != RequestMethod.Get && request.Method != RequestMethod.Head;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The product never blocks on storage.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var isOfTrigger = message.TryGetProperty(TriggerMark, out _);
        if (IsWrite(message.Request) && !isOfTrigger)
        {
            Interlocked.Increment(ref _writes);
        }

        var fault = isOfTrigger ? (HasDied ? Fault.Die : Fault.None) : Next(message.Request);
        switch (fault.Kind)
        {
            case FaultKind.Die:
                Volatile.Write(ref _hasDied, true);
                throw new ProcessDiedException();
            case FaultKind.Before:
                message.Response = new StatusResponse(fault.Status, message.Request.ClientRequestId);
                return;
            case FaultKind.Hold:
                await fault.Held!.Enter();
                break;
        }

        await ProcessNextAsync(message, pipeline);
        switch (fault.Kind)
        {
            case FaultKind.After:
                await (fault.Meanwhile?.Invoke() ?? Task.CompletedTask);
                message.Response = new StatusResponse(500, message.Request.ClientRequestId);
                break;
            case FaultKind.HoldResponse:
                await fault.Held!.Enter();
                break;
        }
    }

    /// <summary>Returns the fault of a request. Requests are decided one after the other, so the functions of tests can use any type.</summary>
    private Fault Next(Request request)
    {
        lock (_lock)
        {
            return _next(request);
        }
    }

    private HeldRequests ArmHold(Func<Request, bool> which, int times, FaultKind kind)
    {
        var held = new HeldRequests();
        _held.Add(held);
        Arm(Times(which, times, new Fault(kind, held)));
        return held;
    }

    private void Arm(Func<Request, Fault> next)
    {
        Settled();
        (_next, _dies) = (next, false);
    }

    private void Settled() => Task.Run(Settle).Wait(LongestSettling);

    private static Func<Request, Fault> Times(Func<Request, bool> which, int times, Fault fault)
    {
        var left = times;
        return request => which(request) && left-- > 0 ? fault : Fault.None;
    }

    private enum FaultKind
    {
        None,
        Before,
        After,
        Hold,
        HoldResponse,
        Die,
    }

    private readonly record struct Fault(FaultKind Kind, HeldRequests? Held = null, int Status = 503, Func<Task>? Meanwhile = null)
    {
        public static readonly Fault None = new(FaultKind.None);
        public static readonly Fault Before = new(FaultKind.Before);
        public static readonly Fault After = new(FaultKind.After);
        public static readonly Fault Die = new(FaultKind.Die);
    }
}

/// <summary>Represents the end of the process: in the product only the last resort catches it.</summary>
#pragma warning disable CA1032 // thrown in one place
public sealed class ProcessDiedException : Exception;
#pragma warning restore CA1032
