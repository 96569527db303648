using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost;

/// <summary>One run of a function. Parts that most runs do not need are created on first use.</summary>
internal sealed class Invocation : FunctionContext
{
    /// <summary>The key of the HTTP context among the items, as in the official packages.</summary>
    public const string HttpContextKey = "HttpRequestContext";

    private readonly LocalFunction _function;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyDictionary<string, object?>? _data;
    private IServiceProvider? _services;

    /// <summary>Creates a run for an HTTP request, in the request's scope.</summary>
    public Invocation(LocalFunction function, HttpContext http)
    {
        _function = function;
        Http = http;
    }

    /// <summary>Creates a run for a timer or a queue message.</summary>
    public Invocation(
        LocalFunction function, IServiceProvider services, object? value, IReadOnlyDictionary<string, object?> data, CancellationToken cancellation)
    {
        _function = function;
        _services = services;
        TriggerValue = value;
        _data = data;
        _cancellation = cancellation;
    }

    public HttpContext? Http { get; }

    public object? TriggerValue { get; }

    /// <summary>Gets or sets the function's result.</summary>
    public object? Result { get; set; }

    public override string InvocationId => field ??= Guid.NewGuid().ToString();

    public override string FunctionId => _function.Id;

    public override FunctionDefinition FunctionDefinition => _function;

    public override BindingContext BindingContext => field ??= new TriggerData(_data ?? RouteData(Http!.Request.RouteValues));

    // Declared not null by the official API, whose value is nevertheless null when the host does not retry.
    public override RetryContext RetryContext => null!;

    public override TraceContext TraceContext => field ??= new NoTrace();

    public override IServiceProvider InstanceServices
    {
        get => _services ??= Http!.RequestServices;
        set
        {
            _services = value;
            Http?.RequestServices = value;
        }
    }

    public override IDictionary<object, object> Items
    {
        get => field ??= Http is null ? new Dictionary<object, object>() : new Dictionary<object, object> { [HttpContextKey] = Http };
        set;
    }

    public override IInvocationFeatures Features => field ??= new InvocationFeatures();

    public override CancellationToken CancellationToken => Http?.RequestAborted ?? _cancellation;

    private static FrozenDictionary<string, object?> RouteData(RouteValueDictionary values) =>
        values.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private sealed class NoTrace : TraceContext
    {
        public override string TraceParent => "";

        public override string TraceState => "";
    }

    private sealed class TriggerData(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }
}
