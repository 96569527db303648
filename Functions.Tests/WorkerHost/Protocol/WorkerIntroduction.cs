namespace Serverless.WorkerHosting.Protocol;

/// <summary>Sends the requests of the host before the first run: the identity of the worker, its functions, and loading them.</summary>
internal static class WorkerIntroduction
{
    public const string HostVersion = "4.1037.0.0";

    /// <summary>Sends the requests in the host's order.</summary>
    /// <returns>The worker's HTTP address, or null if it takes no requests, and its functions.</returns>
    /// <exception cref="WorkerHostException">Thrown when the worker answers with a failure.</exception>
    public static async Task<(Uri? Http, IReadOnlyList<HostedFunction> Functions)> Run(WorkerChannel channel, string directory)
    {
        await channel.Started;
        var init = (await channel.Ask(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = HostVersion,
                WorkerDirectory = directory,
                FunctionAppDirectory = directory,
                Capabilities = { ["MultiStream"] = "10" },
            },
        })).WorkerInitResponse;
        Require(init.Result, "the worker's start");

        var metadata = (await channel.Ask(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = directory },
        })).FunctionMetadataResponse;
        Require(metadata.Result, "listing the functions");
        var functions = metadata.FunctionMetadataResults.Select(one => new HostedFunction(one)).ToList();

        var takesAllAtOnce = init.Capabilities.TryGetValue("SupportsLoadResponseCollection", out var supported) && supported.Length > 0;
        foreach (var response in takesAllAtOnce ? await LoadAll(channel, functions) : await Task.WhenAll(functions.Select(function => Load(channel, function))))
        {
            Require(response.Result, $"loading function {response.FunctionId}");
        }

        return (init.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null, functions);
    }

    private static async Task<FunctionLoadResponse> Load(WorkerChannel channel, HostedFunction function) =>
        (await channel.Ask(new StreamingMessage { FunctionLoadRequest = Request(function) })).FunctionLoadResponse;

    private static async Task<IEnumerable<FunctionLoadResponse>> LoadAll(WorkerChannel channel, IEnumerable<HostedFunction> functions) =>
        (await channel.Ask(new StreamingMessage
        {
            FunctionLoadRequestCollection = new FunctionLoadRequestCollection { FunctionLoadRequests = { functions.Select(Request) } },
        })).FunctionLoadResponseCollection.FunctionLoadResponses;

    private static FunctionLoadRequest Request(HostedFunction function) => new() { FunctionId = function.Id, Metadata = function.Metadata };

    private static void Require(StatusResult? result, string what)
    {
        if (result is not { Status: StatusResult.Types.Status.Success })
        {
            throw new WorkerHostException($"The worker failed at {what}: {result?.Exception?.Message}");
        }
    }
}
