local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

local hs = { status = "Progressing", message = "Argo CD has not yet looked at this source" }
local status = obj.status
if status == nil or status.health == nil or status.sync == nil or status.sync.comparedTo == nil then return hs end
if not same(obj.spec.source, status.sync.comparedTo.source) then return hs end
local operation = status.operationState
hs.message = "A sync is under way"
if obj.operation ~= nil then return hs end
if operation ~= nil and operation.phase == "Running" then return hs end
if operation ~= nil and operation.finishedAt ~= nil and (status.reconciledAt or "") < operation.finishedAt then return hs end
hs.status = status.health.status
hs.message = status.health.message or ""
return hs
