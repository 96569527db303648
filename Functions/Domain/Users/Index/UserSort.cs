using Serverless.Domain.Lists;

namespace Serverless.Domain.Users.Index;

/// <summary>A sort order of lists of users.</summary>
/// <param name="Order">The tree that has the order.</param>
/// <param name="IsDescending">Whether it is read backwards.</param>
/// <param name="IsEnabledFirst">Whether the enabled users come before the disabled ones; null if the two are not kept apart.</param>
public readonly record struct UserSort(UserOrder Order, bool IsDescending, bool? IsEnabledFirst)
{
    /// <summary>Returns the order that sort conditions ask for. Without a condition: name, descending.</summary>
    public static UserSort Of(IReadOnlyList<SortBy> order)
    {
        var within = order.Where(condition => condition.Field != "enabled").Select(condition => (SortBy?)condition).FirstOrDefault();
        var isGrouped = order is [{ Field: "enabled" }, ..];
        var tree = within?.Field switch
        {
            "id" => isGrouped ? UserOrder.EnabledId : UserOrder.Id,
            "created" => isGrouped ? UserOrder.EnabledCreated : UserOrder.Created,
            _ => isGrouped ? UserOrder.EnabledName : UserOrder.Name,
        };
        return new(tree, within?.IsDescending ?? true, isGrouped ? order[0].IsDescending : null);
    }

    /// <summary>Returns users in the order.</summary>
    public IReadOnlyList<UserListing> Sort(IEnumerable<UserListing> users)
    {
        var (order, isDescending, isEnabledFirst) = this;
        return [.. users.Order(Comparer<UserListing>.Create((one, other) =>
        {
            var byGroup = isEnabledFirst is null ? 0 : one.Enabled.CompareTo(other.Enabled);
            return byGroup != 0
                ? (isEnabledFirst!.Value ? -byGroup : byGroup)
                : string.CompareOrdinal(order.Key(one), order.Key(other)) * (isDescending ? -1 : 1);
        }))];
    }
}
