using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Serverless.LocalHost;

/// <summary>A function found by reflection, with its trigger and the delegate that calls it.</summary>
internal sealed class LocalFunction : FunctionDefinition
{
    /// <exception cref="LocalHostException">The method does not have exactly one trigger that this host supports.</exception>
    public LocalFunction(string name, MethodInfo method)
    {
        Name = name;
        Method = method;
        var parameters = method.GetParameters();
        var triggers = parameters.Where(p => p.IsDefined(typeof(TriggerBindingAttribute), inherit: false)).ToArray();
        if (triggers is not [var triggered])
        {
            throw new LocalHostException($"Function {name} ({EntryPoint}) needs exactly one parameter with a trigger attribute.");
        }

        TriggerParameter = triggered;
        Trigger = triggered.GetCustomAttribute<TriggerBindingAttribute>()!;
        Parameters = [.. parameters.Select(p => new FunctionParameter(p.Name!, p.ParameterType))];
        InputBindings = ImmutableDictionary.CreateRange([KeyValuePair.Create<string, BindingMetadata>(
            triggered.Name!, new TriggerMetadata(triggered.Name!, TriggerType(Trigger)))]);
        Call = new FunctionCall(this);
    }

    public override string Name { get; }

    public override string Id => Name;

    public override string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    public override string PathToAssembly => Path.Combine(AppContext.BaseDirectory, Method.Module.ScopeName);

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    public MethodInfo Method { get; }

    public TriggerBindingAttribute Trigger { get; }

    public ParameterInfo TriggerParameter { get; }

    public FunctionCall Call { get; }

    private static string TriggerType(TriggerBindingAttribute trigger) => trigger switch
    {
        HttpTriggerAttribute => "httpTrigger",
        TimerTriggerAttribute => "timerTrigger",
        QueueTriggerAttribute => "queueTrigger",
        _ => throw new LocalHostException($"The local host has no {trigger.GetType().Name}."),
    };

    private sealed class TriggerMetadata(string name, string type) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
