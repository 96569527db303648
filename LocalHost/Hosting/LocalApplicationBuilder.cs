using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost;

/// <summary>
/// The counterpart of <c>FunctionsApplicationBuilder</c> for the local host: an app that runs in one process with its HTTP, timers and queues.
/// </summary>
public sealed class LocalApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly LocalHostBuilder _inner;

    /// <summary>Creates a builder for the functions of an assembly.</summary>
    /// <param name="args">The command line: see <c>--help</c>.</param>
    /// <param name="functions">The assembly of the functions.</param>
    /// <exception cref="LocalHostException">The command line requests help, or is wrong.</exception>
    public LocalApplicationBuilder(string[] args, Assembly functions) => _inner = new LocalHostBuilder(args, functions) { HasHttp = true };

    /// <inheritdoc/>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_inner.Web).Properties;

    /// <summary>
    /// Gets the settings. Later sources win: host.json, local.settings.json, environment, command line, the app's own additions.
    /// </summary>
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

    /// <summary>Gets or sets the path of the page that people open first. The host prints its address when it is ready; null for none.</summary>
    public string? StartPage { get => _inner.StartPage; set => _inner.StartPage = value; }

    /// <summary>Builds the host. It starts nothing before it is run.</summary>
    /// <exception cref="LocalHostException">A function or a setting is wrong.</exception>
    public IHost Build() => _inner.Build();

    /// <summary>Uses the Azurite of the project's folder, or starts it, for work that needs storage and not the host.</summary>
    /// <param name="note">Receives a line about the Azurite in use.</param>
    /// <returns>Null if the settings name a storage account, or an Azurite that was not started in this folder.</returns>
    /// <exception cref="LocalHostException">Azurite does not start.</exception>
    public Task<Azurite?> OpenAzurite(Action<string> note) => _inner.OpenAzurite(note);

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
