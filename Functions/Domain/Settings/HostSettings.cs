namespace Serverless.Domain.Settings;

/// <summary>The settings that belong to the host, .NET or a library, not to an options class of the app.</summary>
public static class HostSettings
{
    /// <summary>Gets the keys that the app's documentation names.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "AzureWebJobsStorage",
        "AzureWebJobsStorage:accountName",
        "AzureWebJobsStorage:blobServiceUri",
        "AzureWebJobsStorage:clientId",
        "AzureWebJobsStorage:credential",
        "AzureWebJobsStorage:managedIdentityResourceId",
        "AzureWebJobsStorage:queueServiceUri",
        "AzureWebJobsStorage:tableServiceUri",
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "FUNCTIONS_WORKER_RUNTIME",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_SERVICE_NAME",
        "Logging:LogLevel:Default",
        "Logging:Console:FormatterName",
    ];

    // Prefixes of settings that the host and .NET define: they are not checked.
    private static readonly string[] Families =
        ["AzureFunctions", "AzureWebJobs.", "AzureWebJobs:", "ASPNETCORE_", "DOTNET_", "Functions:", "FUNCTIONS_", "Host:", "LocalHost:", "Logging:", "OTEL_", "WEBSITE_"];

    /// <summary>Returns whether a name has a prefix that the host or .NET defines.</summary>
    public static bool Owns(string key) => Families.Any(family => key.StartsWith(family, StringComparison.OrdinalIgnoreCase));
}
