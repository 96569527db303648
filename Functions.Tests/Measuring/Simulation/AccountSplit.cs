namespace Serverless.Measuring.Simulation;

/// <summary>
/// A load on several storage accounts: one for data that all users share, the others for rows of users, distributed by a hash of their ids.
/// </summary>
/// <param name="SharedRequests">The requests a second to the shared account.</param>
/// <param name="UserAccounts">The number of accounts for rows of users.</param>
/// <param name="RequestsOfEach">The requests a second to each of these accounts.</param>
internal sealed record AccountSplit(double SharedRequests, double UserAccounts, double RequestsOfEach)
{
    /// <summary>Computes the split with the necessary number of accounts.</summary>
    public static AccountSplit Of(Outcome outcome)
    {
        var demand = outcome.Demand;
        var (shared, ofUsers) = (demand.SharedRequests + demand.QueueRequests, demand.TableRequests - demand.SharedRequests);
        var planned = AzureTargets.RequestsOfAccount * outcome.Situation.Assumptions.AccountShare;
        // While one account suffices for everything, there is only one.
        var accounts = shared + ofUsers <= planned ? 0 : Math.Ceiling(ofUsers / planned);
        return accounts == 0 ? new(shared + ofUsers, 0, 0) : new(shared, accounts, ofUsers / accounts);
    }
}
