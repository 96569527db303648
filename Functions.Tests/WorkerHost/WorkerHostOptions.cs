namespace Serverless.WorkerHosting;

/// <summary>Describes which function app to run and with which settings.</summary>
public sealed record WorkerHostOptions
{
    /// <summary>Gets the folder of the built app: its assembly and host.json.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the app's assembly or executable in <see cref="Directory"/>.</summary>
    public string Program { get; init; } = "Functions.dll";

    /// <summary>Gets the app settings by their names in Azure, such as <c>Site__Url</c>. The host and the worker see them as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the port that answers HTTP requests; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Gets the time until the worker must have loaded all functions.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the time that a stopping worker has before it is killed.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(10);
}
