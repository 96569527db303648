using System.Diagnostics;
using System.Threading.RateLimiting;
using Azure.Core;
using Azure.Core.Pipeline;
using Polly;
using Polly.CircuitBreaker;

namespace Serverless.Storage.Outages;

/// <summary>Lets an attempt of a storage request proceed to one endpoint, or refuses it without a request: see <see cref="StorageGates"/>.</summary>
internal sealed class StorageGate : HttpPipelinePolicy, IDisposable
{
    /// <summary>The least time for an attempt, however fast the endpoint is.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);

    /// <summary>The timeout of a job that waits for a place.</summary>
    private static readonly TimeSpan TimeoutOfJobs = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _timeout;
    private readonly ConcurrencyLimiter _places;
    private readonly ConcurrencyLimiter _own;
    private readonly ResiliencePipeline<bool> _circuit;
    private readonly CircuitBreakerStateProvider _state = new();
    private long _recentTicks;

    public StorageGate(string endpoint, StorageOptions options, StoragePlan plan, ConcurrencyLimiter places, ConcurrencyLimiter own)
    {
        (Endpoint, _timeout, _places, _own) = (endpoint, options.RequestTimeout, places, own);
        _circuit = new ResiliencePipelineBuilder<bool>()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                FailureRatio = plan.Share,
                MinimumThroughput = plan.Failures,
                SamplingDuration = plan.Window,
                BreakDuration = plan.Pause,
                // The result is whether the endpoint failed. A request that the caller cancelled, or a defect of the app, is no failure of the endpoint.
                ShouldHandle = arguments => new(arguments.Outcome.Result
                    || (arguments.Outcome.Exception is { } failure && StorageFailure.IsTransport(failure) && !arguments.Context.CancellationToken.IsCancellationRequested)),
                StateProvider = _state,
            })
            .Build();
    }

    /// <summary>Gets the name of the endpoint in the log.</summary>
    public string Endpoint { get; }

    /// <summary>Gets the counts since the last report.</summary>
    public StorageCounts Counts { get; } = new();

    /// <summary>Gets whether requests are refused, or one of them probes.</summary>
    public bool IsOpen => _state.CircuitState != CircuitState.Closed;

    /// <summary>Gets the recent average duration of requests to the endpoint.</summary>
    private TimeSpan Recent => TimeSpan.FromTicks(Volatile.Read(ref _recentTicks));

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("The product never blocks on storage.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using var place = await Enter(_own, Left(message.Request), message.CancellationToken);
        using var placeOfAll = await Enter(_places, Left(message.Request), message.CancellationToken);
        message.NetworkTimeout = Left(message.Request) is { } left && left < _timeout ? left : _timeout;
        await Attempt(message, pipeline);
    }

    public void Dispose() => _own.Dispose();

    /// <summary>Returns the rest of the call's budget; null if it has none. Refuses a request that needs more: the wait for a place takes time as well.</summary>
    private TimeSpan? Left(Request request)
    {
        var left = StorageBudget.Left;
        return left < Needed(request) ? throw Refuse("the call's time for storage is used up") : left;
    }

    /// <summary>
    /// Returns the time that a request needs. An interrupted write leaves its caller in doubt, so it begins only if the endpoint is likely to respond in time.
    /// </summary>
    private TimeSpan Needed(Request request) =>
        request.Method != RequestMethod.Get && Recent * 1.25 is var likely && likely > Least ? (likely < _timeout ? likely : _timeout) : Least;

    private async Task<RateLimitLease> Enter(ConcurrencyLimiter places, TimeSpan? left, CancellationToken cancellation)
    {
        var place = places.AttemptAcquire();
        if (!place.IsAcquired)
        {
            place.Dispose();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(left ?? TimeoutOfJobs);
            try
            {
                place = await places.AcquireAsync(1, timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw Refuse("too many storage requests are under way");
            }
        }

        return place.IsAcquired ? place : throw Refuse("too many storage requests are under way");
    }

    private async Task Attempt(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var context = ResilienceContextPool.Shared.Get(message.CancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var outcome = await _circuit.ExecuteOutcomeAsync(
                static async (_, attempt) =>
                {
                    try
                    {
                        await ProcessNextAsync(attempt.message, attempt.pipeline);
                        return Outcome.FromResult(StorageFailure.IsOutage(attempt.message.Response.Status));
                    }
                    // Every exception: the circuit breaker records it, and the caller gets it below.
#pragma warning disable CA1031
                    catch (Exception exception)
#pragma warning restore CA1031
                    {
                        return Outcome.FromException<bool>(exception);
                    }
                },
                context,
                (message, pipeline));
            if (outcome.Exception is BrokenCircuitException)
            {
                throw Refuse("storage failed repeatedly, so no request is sent for a moment");
            }

            Learn(Stopwatch.GetElapsedTime(started));
            Counts.Add(outcome.Exception, outcome.Exception is null ? message.Response.Status : 0, message.CancellationToken);
            outcome.ThrowIfException();
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Updates an average in which recent attempts weigh most. Of two concurrent updates one can be lost, which has no consequence.</summary>
    private void Learn(TimeSpan took) => Volatile.Write(ref _recentTicks, ((3 * Volatile.Read(ref _recentTicks)) + took.Ticks) / 4);

    private StorageUnavailableException Refuse(string reason)
    {
        Counts.AddRefused();
        return new StorageUnavailableException(Endpoint, reason);
    }
}
