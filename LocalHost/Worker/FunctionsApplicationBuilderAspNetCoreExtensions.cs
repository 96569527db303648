namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>HTTP for a function app.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Lets the app have HTTP functions, with the types of ASP.NET Core.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.HasHttp = true;
        return builder;
    }
}
