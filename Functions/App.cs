using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;
using Serverless.CallLog;
using Serverless.Jobs;
using Serverless.Pipeline;

namespace Serverless;

/// <summary>The app, ready to be built. Apart from the entry point so that tests can change it before it runs.</summary>
public static partial class App
{
    /// <summary>Settings that triggers name and that therefore need a value outside the options classes.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["CallLog:HistorySchedule"] = new CallLogOptions().HistorySchedule,
        ["CallLog:LatestSchedule"] = new CallLogOptions().LatestSchedule,
        ["Email:Queue"] = "email",
        ["Erase:Queue"] = "erase",
        ["Notifications:Queue"] = "notifications",
    };

    /// <summary>A builder with everything registered.</summary>
    /// <param name="args">The command line.</param>
    /// <remarks>Not to be inlined: the local host looks for functions in the assembly that asks it for a builder.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<SecurityHeaders>();
        builder.UseMiddleware<Cors>();
        builder.UseMiddleware<HoldJobs>();
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Services.AddServerless(builder.Configuration);
        AddAzure(builder);
        return builder;
    }

    /// <summary>What only the build for Azure has, see <c>Azure/App.cs</c>; in the others this call does not exist.</summary>
    static partial void AddAzure(FunctionsApplicationBuilder builder);
}
