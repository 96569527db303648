using System.Reflection;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Collects an app's services, settings and middlewares, and builds the host that runs its functions.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly LocalHostBuilder _inner;

    internal FunctionsApplicationBuilder(string[] args, Assembly caller) => _inner = new LocalHostBuilder(args, caller);

    internal bool HasHttp
    {
        set => _inner.HasHttp = value;
    }

    /// <inheritdoc/>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_inner.Web).Properties;

    /// <summary>The settings; later sources win: host.json, local.settings.json, environment, command line, what the app adds.</summary>
    public ConfigurationManager Configuration => _inner.Web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <inheritdoc/>
    public IHostEnvironment Environment => _inner.Web.Environment;

    /// <inheritdoc/>
    public ILoggingBuilder Logging => _inner.Web.Logging;

    /// <inheritdoc/>
    public IMetricsBuilder Metrics => _inner.Web.Metrics;

    /// <inheritdoc cref="IFunctionsWorkerApplicationBuilder.Services"/>
    public IServiceCollection Services => _inner.Web.Services;

    /// <summary>Builds the host. It starts nothing before it is run.</summary>
    /// <exception cref="LocalHostException">A function or a setting is wrong.</exception>
    public IHost Build() => _inner.Build();

    /// <inheritdoc/>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_inner.Web).ConfigureContainer(factory, configure);

    /// <inheritdoc/>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _inner.Middlewares.Add(middleware);
        return this;
    }
}
